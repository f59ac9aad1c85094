/** The one screen that belongs on the glass now. Exhaustive: a kind of screen without a drawing does not compile. */
import type { Drawing } from '../code/drawing.ts';
import type { Act } from '../operator/act.ts';
import { OperatorScreen } from '../operator/operator-screen.tsx';
import type { Received } from '../received.ts';
import type { Texts } from '../texts/texts.ts';
import { AddedScreen } from './added.tsx';
import { AddingScreen } from './adding.tsx';
import { DeclinedScreen } from './declined.tsx';
import { FaultScreen } from './fault.tsx';
import { InvitationScreen } from './invitation.tsx';
import { LivingCode } from './living-code.tsx';
import { NoteScreen } from './note.tsx';
import { NotScannableScreen } from './not-scannable.tsx';
import { StartingScreen } from './starting.tsx';
import { UnavailableScreen } from './unavailable.tsx';
import { UnconfirmedScreen } from './unconfirmed.tsx';

interface ScreenOfProps {
  received: Received;
  texts: Texts;
  /** Null: no code, or none that a phone could read. */
  drawing: Drawing | null;
  expired: boolean;
  onTouch: () => void;
  onOperator: Act;
}

export function ScreenOf(props: ScreenOfProps) {
  const { received, texts, drawing, expired, onTouch, onOperator } = props;
  const { snapshot, deadline } = received;
  const { screen } = snapshot;
  switch (screen.kind) {
    case 'starting':
      return <StartingScreen {...{ screen, snapshot, texts }} />;
    case 'code':
      if (deadline === null || !drawing) return <NotScannableScreen {...{ snapshot, texts }} />;
      return <LivingCode {...{ screen, snapshot, texts, drawing, deadline, expired }} />;
    case 'invitation':
      return <InvitationScreen {...{ screen, snapshot, texts, onTouch }} />;
    case 'adding':
      return <AddingScreen {...{ screen, snapshot, texts }} />;
    case 'added':
      return <AddedScreen {...{ screen, snapshot, texts }} />;
    case 'declined':
      return <DeclinedScreen {...{ screen, snapshot, texts }} />;
    case 'unconfirmed':
      return <UnconfirmedScreen {...{ screen, snapshot, texts }} />;
    case 'note':
      return <NoteScreen {...{ screen, snapshot, texts }} />;
    case 'unavailable':
      return <UnavailableScreen {...{ screen, snapshot, texts }} />;
    case 'fault':
      return <FaultScreen {...{ screen, snapshot, texts }} />;
    case 'operator':
      return <OperatorScreen menu={screen.menu} asset={snapshot.asset} drawing={drawing} act={onOperator} />;
  }
}
