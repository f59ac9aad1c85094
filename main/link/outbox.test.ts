import { describe, expect, it } from 'vitest';
import type { KioskMessage } from '../../protocol/egm-link.ts';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import { Outbox } from './outbox.ts';

const message = (n: number): KioskMessage => ({
  type: 'transfer.open',
  transferId: `000042-${String(n).padStart(10, '0')}`,
  why: 'ASKING',
  fundingId: null,
  requested: null,
  board: null,
  present: null,
  other: null,
});

function fixture(count: number) {
  const clock = new SimulatedClock();
  const pending = Array.from({ length: count }, (_, n) => message(n));
  const sent: KioskMessage[] = [];
  const link = { up: true };
  const send = (out: KioskMessage): boolean => {
    if (link.up) sent.push(out);
    return link.up;
  };
  const said = { all: 0 };
  const outbox = new Outbox({
    pending: (skip, limit) => pending.slice(skip, skip + limit),
    send,
    saidAll: () => (said.all += 1),
    clock,
  });
  return { clock, pending, sent, said, link, outbox };
}

describe('what the bridge must hear of', () => {
  it('is repeated until it is acknowledged [durable-first]', () => {
    const { clock, pending, sent, outbox } = fixture(1);
    outbox.flush();
    clock.advance(3_000);
    expect(sent).toHaveLength(2);
    pending.length = 0;
    outbox.acknowledged();
    clock.advance(60_000);
    expect(sent).toHaveLength(2);
  });

  it('waits for a link, and is sent when there is one', () => {
    const { clock, sent, link, outbox } = fixture(1);
    link.up = false;
    outbox.flush();
    clock.advance(60_000);
    link.up = true;
    outbox.flush();
    expect(sent).toHaveLength(1);
  });

  it('is sent at once where all before it was, without a look at the journal, and repeated like the others', () => {
    const { clock, pending, sent, outbox } = fixture(1);
    outbox.flush();
    pending.push(message(1));
    outbox.add(message(1));
    expect(sent).toEqual([message(0), message(1)]);
    pending.length = 0;
    outbox.acknowledged();
    outbox.acknowledged();
    clock.advance(60_000);
    expect(sent).toHaveLength(2);
  });

  it('comes after what was there before it', () => {
    const { pending, sent, link, outbox } = fixture(1);
    link.up = false;
    outbox.flush();
    link.up = true;
    pending.push(message(1));
    outbox.add(message(1));
    expect(sent).toEqual([message(0), message(1)]);
  });

  it('is not kept back by what the bridge does not acknowledge', () => {
    const { clock, sent, outbox } = fixture(60);
    outbox.flush();
    clock.advance(3_000);
    expect(new Set(sent).size).toBe(60);
    clock.advance(3_000);
    expect(sent.at(-1)).toEqual(message(49)); // from the oldest again
  });

  it('is all said when the last portion has left, though the bridge acknowledges none of it', () => {
    const { clock, said, outbox } = fixture(60);
    outbox.linked();
    expect(said.all).toBe(0);
    clock.advance(3_000);
    expect(said.all).toBe(1);
  });

  it('is not all said while there is no link', () => {
    const { said, link, outbox } = fixture(1);
    link.up = false;
    outbox.linked();
    expect(said.all).toBe(0);
  });

  it('comes in portions after days without a link', () => {
    const { pending, sent, outbox } = fixture(60);
    outbox.flush();
    expect(sent).toHaveLength(50);
    pending.splice(0, 50);
    for (let n = 0; n < 50; n += 1) outbox.acknowledged();
    expect(sent).toHaveLength(60);
  });
});
