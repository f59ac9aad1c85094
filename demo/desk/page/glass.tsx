/** The glass, live, in the frame of a topper, and what can be read from it. */
import type { DeskSnapshot } from '../contract.ts';
import type { Part } from './aim.ts';
import type { Live } from './live.ts';
import { Picture } from './picture.tsx';

const whole = ({ width, height }: ImageBitmap): Part => ({ x: 0, y: 0, width, height });

export function Glass({ live, snapshot }: { live: Live; snapshot: DeskSnapshot }) {
  const { glass, glassOnDeskOnly } = snapshot;
  return (
    <section class="glass">
      <div class="topper" data-live={glass.live}>
        <Picture live={live} class="picture" part={whole} />
        {glass.live ? null : <p class="dark">{darkness(snapshot)}</p>}
      </div>
      <footer>
        <span class="live" data-live={glass.live}>
          {glass.live ? 'Live' : 'Dark'}
        </span>
        <span class="where">The glass{glassOnDeskOnly ? ', on a virtual display' : ''}</span>
        <span class="decoded" data-found={glass.code !== null}>
          {glass.code === null ? (
            'No code can be read'
          ) : (
            <code title={glass.code.text}>{glass.code.text}</code>
          )}
        </span>
      </footer>
    </section>
  );
}

function darkness({ programs: { kiosk } }: DeskSnapshot): string {
  if (kiosk.state === 'ended') return 'The kiosk has ended';
  return kiosk.state === 'restarting' ? 'The kiosk is being started again' : 'The kiosk is starting';
}
