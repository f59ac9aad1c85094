/** Orders, refusals, questions and cancellations on a machine that works. */
import { deepEqual, equal, rejects } from 'node:assert/strict';
import { amount, scenario, type Scenario } from '../scenario.ts';

export const creditMeterScenarios: readonly Scenario[] = [
  scenario('a credit is confirmed with the amount that is on the meters', async (bench) => {
    const transferId = bench.nextId();
    const outcome = await bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000 });
    deepEqual(outcome, { outcome: 'credited', amount });
    deepEqual(await bench.creditMeter.query(transferId, null), outcome);
    const { credits, cashlessIn } = bench.simulator.state.meters;
    deepEqual([credits, cashlessIn], [amount.minor, amount.minor]);
  }),

  scenario('an id that was ordered twice is credited once', async (bench) => {
    const transferId = bench.nextId();
    const order = { transferId, amount, lifetimeMs: 5_000 };
    const outcomes = await Promise.all([
      bench.creditMeter.transfer(order),
      bench.creditMeter.transfer(order),
    ]);
    deepEqual(outcomes, [
      { outcome: 'credited', amount },
      { outcome: 'credited', amount },
    ]);
    equal(bench.simulator.state.meters.credits, amount.minor);
  }),

  scenario('each refusal has its reason, and stays the answer for that id', async (bench) => {
    const refused = async (
      reason: string,
      order: { amount?: typeof amount; lifetimeMs?: number },
    ): Promise<void> => {
      const transferId = bench.nextId();
      const outcome = { outcome: 'refused', reason };
      deepEqual(
        await bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000, ...order }),
        outcome,
      );
      deepEqual(await bench.creditMeter.query(transferId, null), outcome);
    };
    await refused('MALFORMED', { amount: { minor: 0, currency: 'USD' } });
    await refused('EXPIRED', { lifetimeMs: 0 });
    await refused('CURRENCY_MISMATCH', { amount: { minor: 2_000, currency: 'EUR' } });
    await refused('OVER_MACHINE_LIMIT', { amount: { minor: bench.maxTransfer + 1, currency: 'USD' } });
    bench.simulator.act({ action: 'door', open: true });
    await refused('NOT_PLAYABLE', {});
    bench.simulator.act({ action: 'door', open: false });
    equal(bench.simulator.state.meters.credits, 0);
  }),

  scenario('an order that the protocol has no encoding for is not sent', async (bench) => {
    const send = async (order: {
      transferId?: string;
      minor?: number;
      currency?: string;
    }): Promise<unknown> =>
      bench.creditMeter.transfer({
        transferId: order.transferId ?? bench.nextId(),
        amount: { minor: order.minor ?? 100, currency: order.currency ?? 'USD' },
        lifetimeMs: 5_000,
      });
    await rejects(send({ transferId: '000042-0000000001-and-more' }), { code: 'NOT_READY' });
    await rejects(send({ minor: 0.5 }), { code: 'NOT_READY' });
    await rejects(send({ currency: 'dollars' }), { code: 'NOT_READY' });
    deepEqual(bench.simulator.state.transfers, []);
    await bench.untilReady();
  }),

  scenario('a credit that takes its time is waited for, and a second one is turned away', async (bench) => {
    bench.simulator.act({ action: 'delayNextCredit', ms: 1_500 });
    const transferId = bench.nextId();
    const slow = bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000 });
    await bench.untilSimulator('the begin', (state) => state.transfers[0]?.outcome === 'pending');
    deepEqual(await bench.creditMeter.query(transferId, null), { outcome: 'pending' });
    deepEqual(await bench.creditMeter.cancel(transferId, null), { outcome: 'pending' });
    deepEqual(await bench.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 5_000 }), {
      outcome: 'refused',
      reason: 'BUSY',
    });
    deepEqual(await slow, { outcome: 'credited', amount });
    equal(bench.simulator.state.meters.credits, amount.minor);
  }),

  scenario('a door that opens before the credit refuses it', async (bench) => {
    bench.simulator.act({ action: 'delayNextCredit', ms: 200 });
    const slow = bench.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 5_000 });
    await bench.untilSimulator('the begin', (state) => state.transfers[0]?.outcome === 'pending');
    bench.simulator.act({ action: 'door', open: true });
    deepEqual(await slow, { outcome: 'refused', reason: 'NOT_PLAYABLE' });
    equal(bench.simulator.state.meters.credits, 0);
  }),

  scenario('an id that was cancelled before it began never will begin', async (bench) => {
    const transferId = bench.nextId();
    deepEqual(await bench.creditMeter.query(transferId, null), { outcome: 'unknown' });
    const cancelled = { outcome: 'refused', reason: 'CANCELLED' };
    deepEqual(await bench.creditMeter.cancel(transferId, null), cancelled);
    deepEqual(await bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000 }), cancelled);
    equal(bench.simulator.state.meters.credits, 0);
  }),

  scenario('the highest id that the machine knows is told, so that nobody issues it again', async (bench) => {
    equal(await bench.creditMeter.lastTransferId('000042'), null);
    const [first, second] = [bench.nextId(), bench.nextId()];
    await bench.creditMeter.transfer({ transferId: second, amount, lifetimeMs: 5_000 });
    await bench.creditMeter.cancel(first, null);
    equal(await bench.creditMeter.lastTransferId('000042'), second);
  }),

  scenario('the machine’s history is told, newest first', async (bench) => {
    const [first, second] = [bench.nextId(), bench.nextId()];
    await bench.creditMeter.transfer({ transferId: first, amount, lifetimeMs: 5_000 });
    await bench.creditMeter.transfer({ transferId: second, amount, lifetimeMs: 0 });
    deepEqual(await bench.creditMeter.history(35), [
      { transferId: second, requested: amount, status: { outcome: 'refused', reason: 'EXPIRED' } },
      { transferId: first, requested: amount, status: { outcome: 'credited', amount } },
    ]);
    deepEqual((await bench.creditMeter.history(1)).length, 1);
  }),

  scenario('an id older than the history is not called unknown, and is not credited again', async (bench) => {
    const oldest = bench.nextId();
    await bench.creditMeter.transfer({ transferId: oldest, amount, lifetimeMs: 5_000 });
    for (let count = 0; count < bench.historyLength; count += 1) {
      await bench.creditMeter.transfer({ transferId: bench.nextId(), amount, lifetimeMs: 5_000 });
    }
    const { credits } = bench.simulator.state.meters;
    await rejects(bench.creditMeter.query(oldest, null), { code: 'FORGOTTEN' });
    await rejects(bench.creditMeter.transfer({ transferId: oldest, amount, lifetimeMs: 5_000 }), {
      code: 'FORGOTTEN',
    });
    equal(bench.simulator.state.meters.credits, credits);
    deepEqual(await bench.creditMeter.query(bench.nextId(), null), { outcome: 'unknown' });
  }),

  scenario('an id of a higher designation, long ago, does not make lower ones forgotten', async (bench) => {
    await bench.creditMeter.transfer({ transferId: '000099-0000000100', amount, lifetimeMs: 5_000 });
    let newest = '';
    for (let count = 0; count <= bench.historyLength + 1; count += 1) {
      newest = bench.nextId();
      const outcome = await bench.creditMeter.transfer({
        transferId: newest,
        amount,
        lifetimeMs: 5_000,
      });
      deepEqual(outcome, { outcome: 'credited', amount });
    }
    equal(await bench.creditMeter.lastTransferId('000042'), newest);
    equal(await bench.creditMeter.lastTransferId('000099'), '000099-0000000100');
    await rejects(bench.creditMeter.query('000099-0000000100', null), { code: 'FORGOTTEN' });
    equal(await bench.creditMeter.lastTransferId('000007'), null);
  }),

  scenario('a record of another amount is never taken for the order’s own', async (bench) => {
    const transferId = bench.nextId();
    await bench.creditMeter.transfer({ transferId, amount, lifetimeMs: 5_000 });
    const other = { minor: amount.minor + 1, currency: amount.currency };
    const duplicate = { outcome: 'refused', reason: 'DUPLICATE_ID' };
    deepEqual(await bench.creditMeter.transfer({ transferId, amount: other, lifetimeMs: 5_000 }), duplicate);
    deepEqual(await bench.creditMeter.query(transferId, other), {
      outcome: 'anotherOrder',
      requested: amount,
    });
    equal(bench.simulator.state.meters.credits, amount.minor);
  }),
];
