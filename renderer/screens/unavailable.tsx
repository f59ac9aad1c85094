import type { UnavailableReason } from '../../preload/contract.ts';
import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import type { Pictogram } from '../frame/pictograms.ts';
import { StatementWords } from '../frame/statement.tsx';
import { bodyOf } from '../texts/body-of.ts';
import type { ScreenProps } from './screen-props.ts';

const PICTURE: Readonly<Record<UnavailableReason, Pictogram>> = {
  STARTING: 'wait',
  LINK_DOWN: 'pause',
  LINK_REFUSED: 'attendant',
  CODE_SOURCE_UNREACHABLE: 'pause',
  CODE_SOURCE_REFUSED: 'attendant',
  CABINET_ABSENT: 'attendant',
  CABINET_FAULT: 'attendant',
  DOOR_OPEN: 'door',
  TILT: 'attendant',
  CASHING_OUT: 'wait',
  MACHINE_DISABLED: 'stop',
  ACCEPTOR_FAULT: 'attendant',
  CLOCK_NOT_TRUSTED: 'pause',
  JOURNAL_DAMAGED: 'attendant',
  CODE_NOT_SCANNABLE: 'attendant',
  OUT_OF_SERVICE: 'stop',
};

export function UnavailableScreen({ screen, snapshot, texts }: ScreenProps<'unavailable'>) {
  const { title } = texts.unavailable[screen.reason];
  return (
    <Frame
      name="unavailable"
      mood="care"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of={PICTURE[screen.reason]} />}
    >
      <StatementWords title={title} technicianCode={screen.technicianCode} texts={texts}>
        <p>{bodyOf(screen.reason, snapshot, texts)}</p>
      </StatementWords>
    </Frame>
  );
}
