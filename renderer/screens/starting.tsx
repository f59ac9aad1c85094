import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { bodyOf } from '../texts/body-of.ts';
import type { ScreenProps } from './screen-props.ts';

export function StartingScreen({ snapshot, texts }: ScreenProps<'starting'>) {
  return (
    <Frame name="starting" mood="calm" snapshot={snapshot} texts={texts} square={<ModulePicture of="wait" />}>
      <StatementWords title={texts.starting.title} texts={texts}>
        <p>{bodyOf('STARTING', snapshot, texts)}</p>
      </StatementWords>
    </Frame>
  );
}
