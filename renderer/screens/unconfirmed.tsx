import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { amountText } from '../texts/amount.ts';
import type { ScreenProps } from './screen-props.ts';

export function UnconfirmedScreen({ screen, snapshot, texts }: ScreenProps<'unconfirmed'>) {
  return (
    <Frame
      name="unconfirmed"
      mood="care"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of="attendant" />}
    >
      <StatementWords
        amount={amountText(screen.amount, snapshot.locale)}
        title={texts.unconfirmed.title}
        technicianCode={screen.technicianCode}
        texts={texts}
      >
        <p>{texts.unconfirmed.body}</p>
      </StatementWords>
    </Frame>
  );
}
