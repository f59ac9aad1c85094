import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import type { ScreenProps } from './screen-props.ts';

/** Out of service. It tells the technician what is wrong in the words of the log, in English. */
export function FaultScreen({ screen, snapshot, texts }: ScreenProps<'fault'>) {
  const { title, body } = texts.unavailable.OUT_OF_SERVICE;
  return (
    <Frame name="fault" mood="care" snapshot={snapshot} texts={texts} square={<ModulePicture of="stop" />}>
      <StatementWords title={title} technicianCode={screen.technicianCode} texts={texts}>
        <p>{body}</p>
      </StatementWords>
      <p class="problem" lang="en">
        {screen.problem}
      </p>
    </Frame>
  );
}
