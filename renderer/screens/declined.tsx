import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { amountText } from '../texts/amount.ts';
import type { ScreenProps } from './screen-props.ts';

export function DeclinedScreen({ screen, snapshot, texts }: ScreenProps<'declined'>) {
  const { title, body } = texts.declined[screen.reason];
  return (
    <Frame
      name="declined"
      mood="care"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of={screen.reason === 'LIMIT_REACHED' ? 'limit' : 'cross'} />}
    >
      <StatementWords amount={amountText(screen.amount, snapshot.locale)} struck title={title} texts={texts}>
        <p>
          <b>{texts.nothingAdded}</b> {body}
        </p>
        {screen.remaining && (
          <p>
            {screen.remaining.minor > 0
              ? texts.remainingToday(amountText(screen.remaining, snapshot.locale))
              : texts.nothingRemainsToday}
          </p>
        )}
      </StatementWords>
    </Frame>
  );
}
