/** Whose code is on the glass: a setting of the casino's bridge, which is started anew with it. */
import type { DeskSnapshot } from '../contract.ts';
import type { Do } from './act.ts';

const RAILS = [
  { rail: 'scan-and-pay', text: 'Scan and Pay' },
  { rail: 'trustly-on-file', text: 'Account on file' },
] as const;

export function RailChoice({ snapshot, perform }: { snapshot: DeskSnapshot; perform: Do }) {
  const { rail: chosen, programs } = snapshot;
  return (
    <div class="rail segments" role="group" aria-label="Rail">
      {RAILS.map(({ rail, text }) => (
        <button
          key={rail}
          type="button"
          aria-pressed={rail === chosen}
          disabled={programs.bridge.state !== 'running'}
          title="Changes the setting of the bridge and starts it anew"
          onClick={() => perform({ to: 'bridge', rail })}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
