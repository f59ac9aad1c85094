/** Everything that goes wrong on a casino floor, on a switch. */
import type { DeskSnapshot } from '../contract.ts';
import type { Do } from './act.ts';
import { Choice, Panel } from './controls.tsx';

const LINK = [
  { value: 'up', text: 'Up', tone: 'good' },
  { value: 'cut', text: 'Cut', tone: 'bad' },
  { value: 'blackHole', text: 'Black hole', tone: 'bad' },
] as const;

const TRUSTLY = [
  { value: 'ok', text: 'OK', tone: 'good' },
  { value: 'down', text: 'Down', tone: 'bad' },
  { value: 'slow', text: 'Slow', tone: 'bad' },
  { value: 'unauthorized', text: 'Bad login', tone: 'bad' },
] as const;

const LIFETIMES = [
  { value: 20_000, text: '20 s', tone: 'plain' },
  { value: 60_000, text: '1 min', tone: 'plain' },
  { value: 300_000, text: '5 min', tone: 'plain' },
] as const;

export function Trouble({ snapshot, perform }: { snapshot: DeskSnapshot; perform: Do }) {
  const { trustly, link, programs } = snapshot;
  return (
    <Panel name="trouble" title="Make trouble">
      <Choice
        label="Network"
        hint="kiosk to bridge"
        value={link}
        options={LINK}
        choose={(condition) => perform({ to: 'link', condition })}
      />
      <Choice
        label="Trustly"
        hint="felt when the next code is due"
        value={trustly?.qrApi ?? null}
        options={TRUSTLY}
        choose={(qrApi) => perform({ to: 'trustly', faults: { qrApi } })}
      />
      <Choice
        label="Life of a code"
        hint="from the next one on"
        value={trustly?.codeLifetimeMs ?? null}
        options={LIFETIMES}
        choose={(codeLifetimeMs) => perform({ to: 'trustly', faults: { codeLifetimeMs } })}
      />
      <div class="choice">
        <div class="label">
          <b>Kiosk</b>
          <span>{programs.kiosk.state}</span>
        </div>
        <button
          class="danger"
          type="button"
          disabled={programs.kiosk.state !== 'running'}
          onClick={() => perform({ to: 'kiosk', action: 'kill' })}
        >
          Kill it (SIGKILL)
        </button>
      </div>
    </Panel>
  );
}
