import { Frame } from '../frame/frame.tsx';
import { ModulePicture } from '../frame/module-picture.tsx';
import { StatementWords } from '../frame/statement.tsx';
import type { ScreenProps } from './screen-props.ts';

/** The whole glass is the button: a topper is touched at arm's length, not aimed at. */
export function InvitationScreen({
  snapshot,
  texts,
  onTouch,
}: ScreenProps<'invitation'> & { onTouch: () => void }) {
  return (
    <Frame
      name="invitation"
      mood="calm"
      snapshot={snapshot}
      texts={texts}
      square={<ModulePicture of="phone" />}
    >
      <StatementWords title={texts.invitation.title} texts={texts}>
        <p>{texts.invitation.body}</p>
      </StatementWords>
      <button class="touch" type="button" onClick={onTouch}>
        {texts.invitation.button}
      </button>
    </Frame>
  );
}
