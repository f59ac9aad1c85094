import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import { noteText } from '../texts/amount.ts';
import type { ScreenProps } from './screen-props.ts';

export function NoteScreen({ screen, snapshot, texts }: ScreenProps<'note'>) {
  const { title, body } = texts.note[screen.outcome];
  const accepted = screen.outcome === 'accepted';
  // A note that was not recognised has no face value to show.
  const amount = screen.amount.minor > 0 ? noteText(screen.amount, snapshot.locale) : undefined;
  return (
    <Frame
      name="note"
      mood={accepted ? 'good' : 'care'}
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of={accepted ? 'note' : 'noteBack'} />}
    >
      <StatementWords amount={amount} struck={!accepted} title={title} texts={texts}>
        <p>{body}</p>
      </StatementWords>
    </Frame>
  );
}
