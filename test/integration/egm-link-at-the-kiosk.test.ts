/** docs/egm-link.md, "Odd input at the kiosk", row by row, on a kiosk's core, a virtual cabinet and a bridge's end of the link. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../hardware/clock.ts';
import { initialCodeState, stepCode, type CodeEvent, type CodeState } from '../../main/code/life.ts';
import { openJournal } from '../../main/journal/open-journal.ts';
import { EgmLink } from '../../main/link/egm-link.ts';
import { dialBridge } from '../../main/link/web-socket.ts';
import type { BridgeMessage } from '../../protocol/egm-link.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { documentTable } from '../support/document-table.ts';
import { LINK_ASSET, LINK_SECRET, LinkBridge } from '../support/kiosk/link-bridge.ts';
import { waitFor } from '../support/wait.ts';

type Order = Extract<BridgeMessage, { type: 'transfer.order' }>;

interface Row {
  comes: string;
  does: string;
  holds: () => Promise<void>;
}

let core: CoreFixture;
beforeAll(async () => {
  core = await CoreFixture.start({ addedForMs: 1_000, declinedForMs: 1_000 });
  core.startKiosk();
  await core.screen('code');
});
afterAll(async () => {
  await core.stop();
});

let last = 100;
const nextId = (): string => `000042-${String((last += 10)).padStart(10, '0')}`;
const below = (id: string): string => `000042-${String(Number(id.slice(7)) - 5).padStart(10, '0')}`;
const credited = { outcome: 'credited', amount: { minor: 2_000, currency: 'USD' } };
const refusedAs = (reason: string) => ({ outcome: 'refused', reason });
const cashlessIn = async (): Promise<number> => (await core.meters()).cashlessIn;

async function answers(transferId: string, count: number): Promise<unknown[]> {
  const all = () => core.bridge.of('transfer.result').filter((message) => message.transferId === transferId);
  return (await waitFor(`${count} answers`, () => all().length >= count && all())).map(
    ({ result }) => result,
  );
}

/** What a bridge may say that does not concern any transfer: then the kiosk asks about one, in order. */
async function isUpAndSane(): Promise<void> {
  const transferId = nextId();
  core.bridge.send({ type: 'transfer.query', transferId });
  expect(await answers(transferId, 1)).toEqual([refusedAs('CANCELLED')]);
}

/** What becomes of a link on which the bridge says that. @returns the code with which the kiosk closed it, and why. */
async function ended(message: string | Buffer | ((bridge: LinkBridge) => void)): Promise<[number, string]> {
  const [hello] = core.bridge.of('hello');
  if (hello === undefined) throw new Error('no kiosk said hello');
  const bridge = await LinkBridge.start();
  const link = new EgmLink({
    dial: dialBridge({ url: bridge.url, asset: LINK_ASSET }, { secret: LINK_SECRET, authorities: [] }),
    asset: LINK_ASSET,
    hello: () => hello,
    clock: systemClock,
    random: () => 0,
    logger: pino({ level: 'silent' }),
  });
  link.start();
  try {
    await waitFor('the link', () => link.state.link === 'up');
    if (typeof message === 'function') message(bridge);
    else bridge.sendRaw(message);
    const loss = await waitFor('its end', () => link.state.link === 'down' && link.state.loss);
    return [await waitFor('the close', () => bridge.lastCloseCode || null), loss];
  } finally {
    link.stop();
    await bridge.stop();
  }
}

/** An order of 20.00, under a new id unless one is given. */
function order(transferId = nextId(), { minor = 2_000, lifetimeMs = 30_000 } = {}): string {
  core.bridge.order(transferId, minor, lifetimeMs);
  return transferId;
}

const OTHER_BOARD = { serial: 'VC-0002', memoryId: '99aa00ff' };

/** Another order than the usual one, for 20.00 of the funding that goes with the id. @returns its id. */
function strangeOrder(changes: Partial<Order>): string {
  const { transferId = nextId() } = changes;
  core.bridge.send({
    type: 'transfer.order',
    transferId,
    fundingId: `f-${transferId}`,
    amount: { minor: 2_000, currency: 'USD' },
    board: core.bridge.board,
    lifetimeMs: 30_000,
    ...changes,
  });
  return transferId;
}

type Event = [now: number, event: CodeEvent];
const tick: CodeEvent = { type: 'tick' };
const issued = (requestId: number, lifetimeMs: number): CodeEvent => ({
  type: 'issued',
  requestId,
  url: `code ${requestId}`,
  lifetimeMs,
});

/** The life of the code on a kiosk that has just asked for its first one. */
function lifeOfCode(...events: Event[]): CodeState {
  const policy = { rotateBeforeExpiryMs: 10_000, answerWithinMs: 1_000 };
  const all: Event[] = [[0, { type: 'wanted', wanted: true }], ...events];
  return all.reduce(
    (state, [now, event]) => stepCode(state, event, { now, random: 0 }, policy).state,
    initialCodeState,
  );
}
const shown = (...events: Event[]): string | undefined => lifeOfCode(...events).shown?.url;
const askedAt = (...events: Event[]): number | null => lifeOfCode(...events).askAt;

const rows: Row[] = [
  {
    comes: '`transfer.order` again, the same',
    does: 'is answered from the journal; nothing is credited again',
    holds: async () => {
      const before = await cashlessIn();
      const id = order();
      expect(await answers(id, 1)).toEqual([credited]);
      order(id);
      expect(await answers(id, 2)).toEqual([credited, credited]);
      expect(await cashlessIn()).toBe(before + 2_000);
    },
  },
  {
    comes:
      '`transfer.order` with an id that no order had, below others, and above what the board knew when it was compared',
    does: 'is carried out like any other',
    holds: async () => {
      const before = await cashlessIn();
      const id = order();
      await answers(id, 1);
      expect(await answers(order(below(id)), 1)).toEqual([credited]);
      expect(await cashlessIn()).toBe(before + 4_000);
    },
  },
  {
    comes: '`transfer.order` with the id of another order, but another `fundingId`; `transfer.query` of it',
    does: '`refused`, `DUPLICATE_ID`, with its own funding and amount; the record of the other order stays',
    holds: async () => {
      const before = await cashlessIn();
      const transferId = order();
      expect(await answers(transferId, 1)).toEqual([credited]);
      strangeOrder({ transferId, fundingId: 'of-another' });
      core.bridge.send({ type: 'transfer.query', transferId, fundingId: 'of-another' });
      const duplicate = refusedAs('DUPLICATE_ID');
      expect(await answers(transferId, 3)).toEqual([credited, duplicate, duplicate]);
      const said = core.bridge.of('transfer.result').filter((result) => result.transferId === transferId);
      expect(said.slice(1)).toMatchObject([
        { fundingId: 'of-another', requested: { minor: 2_000 }, board: null },
        { fundingId: 'of-another', requested: null, board: null },
      ]);
      core.bridge.send({ type: 'transfer.query', transferId });
      expect((await answers(transferId, 4)).at(-1)).toEqual(credited);
      expect(await cashlessIn()).toBe(before + 2_000);
    },
  },
  {
    comes: '`transfer.query` of such an order, when it was for another board than the other order',
    does: 'that board records it as cancelled, or says what became of it; `transfer.open` if that board is not there',
    holds: async () => {
      const malformed = order(nextId(), { minor: 0 }); // went to no board
      expect(await answers(malformed, 1)).toEqual([refusedAs('MALFORMED')]);
      core.bridge.send({ type: 'transfer.query', transferId: malformed, fundingId: 'of-another' });
      expect((await answers(malformed, 2)).at(-1)).toEqual(refusedAs('CANCELLED'));
      const known = order();
      expect(await answers(known, 1)).toEqual([credited]);
      const asked = { transferId: known, fundingId: 'of-another', board: OTHER_BOARD };
      core.bridge.send({ type: 'transfer.query', ...asked });
      const open = await core.bridge.expect('transfer.open', ({ transferId }) => transferId === known);
      expect(open).toMatchObject({ why: 'OTHER_BOARD', fundingId: 'of-another' });
    },
  },
  {
    comes:
      '`transfer.order` whose `fundingId` the journal has with another order, which is credited or open; its own id may be new or that of another order; `transfer.query` of it',
    does: 'is never begun and never refused: `transfer.open`, `OTHER_TRANSFER`, and what the journal has of the other order',
    holds: async () => {
      const before = await cashlessIn();
      const paid = order();
      expect(await answers(paid, 1)).toEqual([credited]);
      const used = order(); // after the first is acknowledged, which is not told twice then
      expect(await answers(used, 1)).toEqual([credited]);
      const fundingId = `f-${paid}`;
      const again = strangeOrder({ fundingId });
      core.bridge.send({ type: 'transfer.query', transferId: again, fundingId });
      strangeOrder({ transferId: used, fundingId });
      core.bridge.send({ type: 'transfer.query', transferId: used, fundingId });
      strangeOrder({ transferId: paid, amount: { minor: 2_500, currency: 'USD' } });
      expect(await answers(paid, 6)).toEqual(Array.from({ length: 6 }, () => credited));
      const never = { type: 'transfer.open', why: 'OTHER_TRANSFER', fundingId };
      for (const [transferId, count] of [
        [again, 2],
        [used, 2],
        [paid, 1],
      ] as const) {
        const said = core.bridge.of('transfer.open').filter((told) => told.transferId === transferId);
        expect(said).toMatchObject(Array.from({ length: count }, () => never));
      }
      expect(await answers(used, 1)).toEqual([credited]);
      expect(await cashlessIn()).toBe(before + 4_000);
    },
  },
  {
    comes:
      '`transfer.order` while another order is open whose funding the journal does not know and that nobody has settled by hand; `transfer.query` of the new order',
    does: 'is never begun and not refused: `transfer.open`, `OTHER_TRANSFER`, and what the journal has of the other order; when that one has ended, or is settled by hand, the board records the new one as cancelled',
    holds: async () => {
      const before = await cashlessIn();
      await core.stopKiosk();
      const nameless = nextId();
      const journal = openJournal(core.journalFile, systemClock);
      const amount = { minor: 2_000, currency: 'USD' };
      journal.learn(OTHER_BOARD, [{ transferId: nameless, requested: amount, outcome: null }], null);
      journal.close();
      core.bridge.received.length = 0;
      const kiosk = core.startKiosk();
      await core.bridge.expect('memory');
      const transferId = order();
      core.bridge.send({ type: 'transfer.query', transferId });
      const other = { transferId: nameless, board: OTHER_BOARD };
      const never = { type: 'transfer.open', why: 'OTHER_TRANSFER', fundingId: `f-${transferId}`, other };
      const told = () => core.bridge.of('transfer.open').filter((open) => open.transferId === transferId);
      await waitFor('both answers', () => told().length === 2);
      expect(told()).toMatchObject([never, never]);
      kiosk.settleByHand(nameless, 'tech-7');
      core.bridge.send({ type: 'transfer.query', transferId });
      expect(await answers(transferId, 1)).toEqual([refusedAs('CANCELLED')]);
      await core.screen('code');
      expect(await cashlessIn()).toBe(before);
    },
  },
  {
    comes: '`transfer.order` whose `fundingId` the journal has under another id, refused',
    does: 'is carried out like any other',
    holds: async () => {
      const refused = order(nextId(), { minor: 0 });
      expect(await answers(refused, 1)).toEqual([refusedAs('MALFORMED')]);
      expect(await answers(strangeOrder({ fundingId: `f-${refused}` }), 1)).toEqual([credited]);
    },
  },
  {
    comes:
      '`transfer.order` for another board than the one in use, and then the same order for the one in use',
    does: '`refused`, `CABINET_UNAVAILABLE`, both times: the id is used up',
    holds: async () => {
      const before = await cashlessIn();
      const transferId = strangeOrder({ board: OTHER_BOARD });
      strangeOrder({ transferId });
      const unavailable = refusedAs('CABINET_UNAVAILABLE');
      expect(await answers(transferId, 2)).toEqual([unavailable, unavailable]);
      expect(await cashlessIn()).toBe(before);
    },
  },
  {
    comes:
      '`transfer.order` of another designation than that of the welcome; in another currency than the board',
    does: '`refused`, `MALFORMED`; `refused`, `CURRENCY_MISMATCH`',
    holds: async () => {
      const malformed = strangeOrder({ transferId: '000043-0000000001' });
      expect(await answers(malformed, 1)).toEqual([refusedAs('MALFORMED')]);
      const mismatch = strangeOrder({ amount: { minor: 2_000, currency: 'EUR' } });
      expect(await answers(mismatch, 1)).toEqual([refusedAs('CURRENCY_MISMATCH')]);
    },
  },
  {
    comes:
      '`transfer.order` with an id that is not above what the board knew when it was compared, or not above `tellAfter`',
    does: 'is never begun: the board records it as cancelled, or says what became of it; `transfer.open` if that board is not there',
    holds: async () => {
      const before = await cashlessIn();
      const known = order();
      await answers(known, 1);
      await core.stopKiosk();
      core.startKiosk();
      await core.screen('code');
      expect(core.bridge.of('memory').at(-1)?.boardLast).toBe(known);
      expect(await answers(order(below(known)), 1)).toEqual([refusedAs('CANCELLED')]);
      expect(await cashlessIn()).toBe(before + 2_000);
    },
  },
  {
    comes: '`transfer.order` of amount 0',
    does: '`refused`, `MALFORMED`',
    holds: async () => {
      expect(await answers(order(nextId(), { minor: 0 }), 1)).toEqual([refusedAs('MALFORMED')]);
    },
  },
  {
    comes: '`transfer.order` with `lifetimeMs` 0, or whose lifetime ends while it waits',
    does: '`refused`, `EXPIRED`',
    holds: async () => {
      expect(await answers(order(nextId(), { lifetimeMs: 0 }), 1)).toEqual([refusedAs('EXPIRED')]);
    },
  },
  {
    comes: '`transfer.order` while an earlier one is under way',
    does: 'waits for it, and is then carried out; any number of orders can wait, in the order in which they came',
    holds: async () => {
      const before = await cashlessIn();
      await core.cabinet.act({ action: 'delayNextCredit', ms: 300 });
      const ids = [order(), order(), order()];
      for (const id of ids) expect((await answers(id, 1))[0]).toEqual(credited);
      expect(await cashlessIn()).toBe(before + 6_000);
    },
  },
  {
    comes: '`transfer.order` while `machine` says disabled',
    does: 'is carried out: the bridge decides whom to credit',
    holds: async () => {
      core.bridge.send({ type: 'machine', enabled: false });
      await core.screen('unavailable', (screen) => screen.reason === 'MACHINE_DISABLED');
      expect(await answers(order(), 1)).toEqual([credited]);
      core.bridge.send({ type: 'machine', enabled: true });
      await core.screen('code');
    },
  },
  {
    comes: '`transfer.query` of an id that no order had, and the order that comes after it',
    does: 'the board records it as cancelled: both are answered `refused`, `CANCELLED`',
    holds: async () => {
      const before = await cashlessIn();
      const transferId = nextId();
      core.bridge.send({ type: 'transfer.query', transferId });
      expect(await answers(transferId, 1)).toEqual([refusedAs('CANCELLED')]);
      order(transferId);
      expect((await answers(transferId, 2)).at(-1)).toEqual(refusedAs('CANCELLED'));
      expect(await cashlessIn()).toBe(before);
    },
  },
  {
    comes: '`transfer.query` for another board than the one plugged in',
    does: '`transfer.open`, `OTHER_BOARD`; for an id that is in the journal, what the journal has',
    holds: async () => {
      const known = order();
      await answers(known, 1);
      const unknown = nextId();
      for (const transferId of [unknown, known]) {
        core.bridge.send({ type: 'transfer.query', transferId, board: OTHER_BOARD });
      }
      const open = await core.bridge.expect('transfer.open', ({ transferId }) => transferId === unknown);
      expect(open).toMatchObject({ why: 'OTHER_BOARD', board: OTHER_BOARD, present: core.bridge.board });
      expect(await answers(known, 2)).toEqual([credited, credited]);
    },
  },
  {
    comes: '`memory.compared` with `agreed` false, or about another board than the one plugged in',
    does: 'no code is shown until one about the board plugged in has `agreed` true; orders are carried out',
    holds: async () => {
      const { board } = core.bridge;
      const odd = [
        { shows: 'unavailable', verdict: { board, agreed: false } },
        { shows: 'starting', verdict: { board: OTHER_BOARD, agreed: true } },
      ] as const;
      for (const { shows, verdict } of odd) {
        core.bridge.send({ type: 'memory.compared', ...verdict });
        await core.screen(shows);
        expect(await answers(order(), 1)).toEqual([credited]);
        core.bridge.send({ type: 'memory.compared', board, agreed: true });
        await core.screen('code');
      }
    },
  },
  {
    comes: '`transfer.acknowledged` or `note.acknowledged` of what the kiosk never sent',
    does: 'is ignored',
    holds: async () => {
      core.bridge.send({ type: 'transfer.acknowledged', transferId: nextId() });
      core.bridge.send({ type: 'note.acknowledged', memoryId: 'ffffffff', eventId: 9 });
      await isUpAndSane();
    },
  },
  {
    comes:
      '`code.issued` or `code.failed` for a request that was never made, or a second time for one that was',
    does: 'is ignored',
    holds: async () => {
      const { url } = await core.screen('code');
      const requestId = core.bridge.of('code.request').at(-1)?.requestId ?? 0;
      for (const id of [requestId, requestId + 1_000]) {
        core.bridge.send({
          type: 'code.issued',
          requestId: id,
          url: 'https://pay.example/odd',
          lifetimeMs: 60_000,
        });
        core.bridge.send({ type: 'code.failed', requestId: id, reason: 'BUSY', retryAfterMs: 60_000 });
      }
      await isUpAndSane();
      expect((await core.screen('code')).url).toBe(url);
    },
  },
  {
    comes: '`code.failed` with a `retryAfterMs` shorter than the wait of the kiosk, or longer',
    does: 'the kiosk waits for the longer of the two',
    holds: async () => {
      const failed = { type: 'failed', requestId: 1, reason: 'BUSY' } as const;
      expect(askedAt([0, { ...failed, retryAfterMs: 0 }])).toBe(500);
      expect(askedAt([0, { ...failed, retryAfterMs: 7_000 }])).toBe(7_000);
    },
  },
  {
    comes: '`code.issued` late: the kiosk has asked again since',
    does: 'is shown, unless a newer one was',
    holds: async () => {
      const late: Event[] = [
        [1_000, tick],
        [1_500, tick],
        [1_600, issued(1, 60_000)],
      ];
      expect(shown(...late)).toBe('code 1');
      expect(shown(...late.slice(0, 2), [1_600, issued(2, 60_000)], [1_700, issued(1, 60_000)])).toBe(
        'code 2',
      );
    },
  },
  {
    comes: '`code.issued` without life left, or while the kiosk wants no code',
    does: 'is not shown; one without life left counts as a failure (`T3`)',
    holds: async () => {
      expect(shown([100, issued(1, 400)])).toBeUndefined();
      expect(askedAt([100, issued(1, 400)])).toBe(600);
      expect(shown([100, { type: 'wanted', wanted: false }], [200, issued(1, 60_000)])).toBeUndefined();
    },
  },
  {
    comes: '`machine` that changes nothing',
    does: 'is ignored',
    holds: async () => {
      const { url } = await core.screen('code');
      core.bridge.send({ type: 'machine', enabled: true });
      await isUpAndSane();
      expect((await core.screen('code')).url).toBe(url);
    },
  },
  {
    comes: 'what is not JSON or not of the schema, a second `welcome`, or a binary message',
    does: 'ends the link: 4400',
    holds: async () => {
      expect(await ended('{"type":"machine","enabled":true,"colour":"green"}')).toEqual([4400, 'PROTOCOL']);
      expect(await ended((bridge) => bridge.welcome())).toEqual([4400, 'PROTOCOL']);
      expect(await ended(Buffer.from('{"type":"machine","enabled":true}'))).toEqual([4400, 'PROTOCOL']);
    },
  },
  {
    comes: 'a message of more than 16,384 bytes',
    does: 'ends the link: 1009',
    holds: async () => {
      expect(await ended('{"type":"machine","enabled":true}'.padEnd(16_385))).toEqual([1009, 'PROTOCOL']);
    },
  },
];

describe('the kiosk, as docs/egm-link.md tells of odd input,', () => {
  it('is told of all of it, and of nothing else', () => {
    const documented = documentTable('egm-link.md', 'Odd input at the kiosk');
    expect(documented).toEqual(rows.map(({ comes, does }) => [comes, does]));
  });

  it.each(rows)('$comes: $does', async ({ holds }) => {
    await expect(holds()).resolves.toBeUndefined();
  });
});
