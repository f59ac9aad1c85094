import { describe, expect, it } from 'vitest';
import type { BridgeMessage } from '../../protocol/egm-link.ts';
import type { AdmittedMachine } from '../ledger/machines.ts';
import { LinkedMachine } from './linked-machine.ts';

const ADMITTED: AdmittedMachine = {
  asset: 'EGM-1',
  designation: '000001',
  enabled: true,
  gameName: null,
  secretHash: 'hash',
  linkNumber: 1,
};
const RULES = {
  currency: 'USD',
  merchantId: 'm',
  heartbeatMs: 1_000,
  playerIdleMs: 1_000,
  simulatedCabinets: false,
};

/** A ledger that answers when the test says so. */
function linked() {
  const asked: ((machine: AdmittedMachine | Error) => void)[] = [];
  const told: BridgeMessage[] = [];
  const link = { linkId: 'link', send: (message: BridgeMessage) => void told.push(message), close: () => {} };
  const refresh = () =>
    new Promise<AdmittedMachine>((resolve, reject) =>
      asked.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer))),
    );
  const machine = new LinkedMachine(link, ADMITTED, { refresh });
  const answer = async (said: AdmittedMachine | Error) => {
    await expect.poll(() => asked.length).toBeGreaterThan(0);
    asked.shift()?.(said);
  };
  return { machine, asked, told, answer };
}

describe('two changes of a machine, one soon after the other', () => {
  it('are read one after the other, so that the kiosk is told the later one last', async () => {
    const { machine, asked, told, answer } = linked();
    machine.welcome(null, null, RULES);
    const reads = [machine.refresh(), machine.refresh()];
    await expect.poll(() => asked.length).toBe(1);
    await answer({ ...ADMITTED, enabled: false });
    await answer(ADMITTED);
    await Promise.all(reads);
    expect(told.slice(1)).toEqual([
      { type: 'machine', enabled: false },
      { type: 'machine', enabled: true },
    ]);
  });

  it('are both read when the first reading failed', async () => {
    const { machine, answer } = linked();
    const first = machine.refresh();
    const second = machine.refresh();
    const failed = expect(first).rejects.toThrow('ledger away');
    await answer(new Error('ledger away'));
    await answer({ ...ADMITTED, enabled: false });
    await failed;
    expect(await second).toBe(true);
    expect(machine.now.enabled).toBe(false);
  });
});

describe('a change that is heard of before the welcome', () => {
  it('can be waited for', async () => {
    const { machine, told, answer } = linked();
    const read = machine.refresh();
    await answer({ ...ADMITTED, enabled: false });
    await machine.changesRead;
    machine.welcome(null, null, RULES);
    await read;
    expect(told).toEqual([expect.objectContaining({ type: 'welcome', enabled: false })]);
  });
});
