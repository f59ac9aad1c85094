/** Everything back to the start. Asked twice, for it cannot be undone. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskSnapshot } from '../contract.ts';
import type { Do } from './act.ts';

const ARMED_MS = 4_000;

export function Reset({ programs, perform }: { programs: DeskSnapshot['programs']; perform: Do }) {
  const [armed, setArmed] = useState(false);
  useEffect(() => {
    if (!armed) return undefined;
    const timer = setTimeout(() => setArmed(false), ARMED_MS);
    return () => clearTimeout(timer);
  }, [armed]);

  // The desk opens when every program runs, and one that dies is `restarting`: `starting` is a reset under way.
  const resetting = Object.values(programs).some(({ state }) => state === 'starting');
  const press = (): void => {
    setArmed(!armed);
    if (armed) perform({ to: 'demo', action: 'reset' });
  };
  return (
    <button
      type="button"
      class="reset"
      data-armed={armed}
      disabled={resetting}
      title="Limits, payments, meters and faults back to the start"
      onClick={press}
    >
      {resetting ? 'Resetting ...' : armed ? 'Press again to reset' : 'Reset the demo'}
    </button>
  );
}
