import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { amountText } from '../texts/amount.ts';
import type { ScreenProps } from './screen-props.ts';

export function AddingScreen({ screen, snapshot, texts }: ScreenProps<'adding'>) {
  return (
    <Frame
      name="adding"
      mood="calm"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of="arriving" arriving />}
    >
      <StatementWords
        amount={amountText(screen.amount, snapshot.locale)}
        title={texts.adding.title}
        texts={texts}
      >
        <p>{texts.adding.body}</p>
      </StatementWords>
    </Frame>
  );
}
