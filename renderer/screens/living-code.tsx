import type { Drawing } from '../code/drawing.ts';
import { CodeScreen } from './code.tsx';
import { ExpiredScreen } from './expired.tsx';
import type { ScreenProps } from './screen-props.ts';

interface LivingCodeProps extends ScreenProps<'code'> {
  drawing: Drawing;
  deadline: number;
  expired: boolean;
}

/**
 * A code, and what takes its place at its end, laid out beforehand: laying out text may have to ask the main process
 * for a font, and waits for the answer. The guard must work while that process is frozen [blank-by-itself], so it only
 * hides the one and shows the other.
 */
export function LivingCode({ screen, snapshot, texts, drawing, deadline, expired }: LivingCodeProps) {
  return (
    <>
      <div class="face" data-shown={!expired}>
        <CodeScreen {...{ screen, snapshot, texts, drawing, deadline }} />
      </div>
      <div class="face" data-shown={expired}>
        <ExpiredScreen {...{ snapshot, texts }} />
      </div>
    </>
  );
}
