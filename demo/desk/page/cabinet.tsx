/** The virtual cabinet: the hands of a player and a technician, and its meters. */
import type { VirtualCabinetAction, VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import { formatMoney } from '../../../protocol/money.ts';
import type { DeskSnapshot } from '../contract.ts';
import type { Do } from './act.ts';
import { condition, isPlayable } from './condition.ts';
import { Panel, Toggle } from './controls.tsx';
import { Meters } from './meters.tsx';

const NOTES = [100, 500, 2_000, 10_000];
const BAD_NOTE = 2_000;
const PLAY = 500;
const DELAY_MS = 15_000;

export function Cabinet({ snapshot, perform }: { snapshot: DeskSnapshot; perform: Do }) {
  const { cabinet } = snapshot;
  const hand = (action: VirtualCabinetAction): void => perform({ to: 'cabinet', action });
  return (
    <Panel
      name="cabinet"
      title="The slot machine"
      side={
        <p class="condition" data-good={isPlayable(cabinet)}>
          {condition(cabinet)}
        </p>
      }
    >
      <Meters cabinet={cabinet} />
      <p class="caption">
        Insert a note <span>{lastNote(cabinet)}</span>
      </p>
      <div class="notes">
        {NOTES.map((minor) => (
          <button
            key={minor}
            type="button"
            class="note"
            data-face={minor}
            disabled={!cabinet?.powered}
            onClick={() => hand({ action: 'note.insert', minor })}
          >
            ${minor / 100}
          </button>
        ))}
        <button
          type="button"
          class="note bad"
          disabled={!cabinet?.powered}
          onClick={() => hand({ action: 'note.insert', minor: BAD_NOTE, genuine: false })}
        >
          Bad
        </button>
      </div>
      <p class="caption">
        Hands on <span>the last two act in the next credit</span>
      </p>
      {cabinet === null ? null : <Hands cabinet={cabinet} hand={hand} />}
    </Panel>
  );
}

function Hands({
  cabinet,
  hand,
}: {
  cabinet: VirtualCabinetState;
  hand: (action: VirtualCabinetAction) => void;
}) {
  const { powered, plugged, conditions, meters } = cabinet;
  const open = conditions.includes('DOOR_OPEN');
  const tilt = conditions.includes('TILT');
  const noCredits = !powered || meters.credits === 0;
  return (
    <div class="hands">
      <Toggle
        label="Door"
        now={open ? 'open' : 'closed'}
        good={!open}
        disabled={!powered}
        flip={() => hand({ action: 'door', open: !open })}
      />
      <Toggle
        label="Tilt"
        now={tilt ? 'tilted' : 'none'}
        good={!tilt}
        disabled={!powered}
        flip={() => hand({ action: 'tilt', active: !tilt })}
      />
      <Toggle
        label="USB"
        now={plugged ? 'plugged' : 'pulled'}
        good={plugged}
        disabled={false}
        flip={() => hand({ action: 'cable', plugged: !plugged })}
      />
      <Toggle
        label="Power"
        now={powered ? 'on' : 'off'}
        good={powered}
        disabled={false}
        flip={() => hand({ action: 'power', on: !powered })}
      />
      <button type="button" disabled={noCredits} onClick={() => hand({ action: 'play', minor: PLAY })}>
        Play $5
      </button>
      <button type="button" disabled={noCredits} onClick={() => hand({ action: 'cashOut' })}>
        Cash out
      </button>
      <button
        type="button"
        disabled={!powered}
        title={`The next credit takes ${DELAY_MS / 1000} seconds`}
        onClick={() => hand({ action: 'delayNextCredit', ms: DELAY_MS })}
      >
        Slow credit
      </button>
      <button
        type="button"
        disabled={!powered}
        title="The power fails in the middle of the next credit, when the meter has risen; switch it on again"
        onClick={() => hand({ action: 'powerCutAt', step: 'credited' })}
      >
        Power failure
      </button>
    </div>
  );
}

function lastNote(cabinet: VirtualCabinetState | null): string {
  const note = cabinet?.notes[0];
  if (cabinet === null || note === undefined) return 'none was inserted yet';
  const amount =
    note.minor === 0 ? 'A note' : formatMoney({ minor: note.minor, currency: cabinet.currency }, 'en');
  return `${amount} was ${note.kind.toLowerCase()}`;
}
