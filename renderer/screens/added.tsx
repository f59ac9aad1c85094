import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { amountText } from '../texts/amount.ts';
import type { ScreenProps } from './screen-props.ts';

export function AddedScreen({ screen, snapshot, texts }: ScreenProps<'added'>) {
  const inPart = screen.amount.minor !== screen.requested.minor;
  return (
    <Frame name="added" mood="good" snapshot={snapshot} texts={texts} square={<ModulePicture of="check" />}>
      <StatementWords
        amount={amountText(screen.amount, snapshot.locale)}
        title={texts.added.title}
        texts={texts}
      >
        {inPart && (
          <p>
            <b>{texts.addedInPart(amountText(screen.requested, snapshot.locale))}</b>
          </p>
        )}
        <p>{texts.added.body}</p>
      </StatementWords>
    </Frame>
  );
}
