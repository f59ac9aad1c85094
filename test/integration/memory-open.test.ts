/**
 * A ledger set back to before an order that the kiosk's journal still holds open: sent to the board, and not known what
 * became of it (docs/decisions/0013). Real databases, journals and boards.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../hardware/drivers/cabinet-board/codec.ts';
import type { Behaviour } from '../../simulators/cabinet-board/behaviour.ts';
import { aFunding, operator, person } from '../support/bridge/bridge-site.ts';
import { ASSET, MemorySite, type RunningMachine } from '../support/bridge/memory-site.ts';
import { waitFor } from '../support/wait.ts';

const OWN = 'VC-0001';
const STRANGE = 'VC-0099';
const lost = aFunding(ASSET, { amount: '25.00' });
const another = aFunding(ASSET, { amount: '30.00' });

let site: MemorySite;
/** The order that the ledger is going to lose. */
let transferId: string;

/** The truth: 25.00 are on the meter of the machine's own board; the kiosk has not heard so. */
beforeAll(async () => {
  site = await MemorySite.open();
  const [designation = ''] = await site.newLedger('before');
  transferId = `${designation}-0000000001`;
  const memories = { ledger: 'before', journal: null, board: null, serial: OWN };
  const machine = await site.start(
    memories,
    'asImage',
    'linked',
    stillAt(() => true),
  );
  await onGlass(machine, 'code');
  expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
  await waitFor('the credit', () => machine.credited === 2500);
  machine.cabinet.act({ action: 'cable', plugged: false });
  await onGlass(machine, 'unconfirmed');
  await machine.stop();
  await site.keep('open', memories);
  await site.keepLedger('redesignated', 'before', 'UPDATE machines SET designation = unused_designation()');
}, 60_000);
afterAll(() => site.close());

interface Scene {
  when: string;
  /** With the machine's own board; otherwise with another one. */
  serial: string;
  /** Whether a person at the machine has settled the open order before the ledger hears of it. */
  settledByHand: boolean;
}

const scenes: Scene[] = [
  { when: 'its board is still at it', serial: OWN, settledByHand: false },
  { when: 'a person has settled it by hand, and its board is still at it', serial: OWN, settledByHand: true },
  { when: 'another board is plugged in', serial: STRANGE, settledByHand: false },
  {
    when: 'a person has settled it by hand, and another board is plugged in',
    serial: STRANGE,
    settledByHand: true,
  },
];

describe('a payment that a restored ledger has lost while the kiosk has its order open', () => {
  it.each(scenes)('has no other answer than that order, when $when', async ({ serial, settledByHand }) => {
    let atIt = true;
    const machine = await startOpen(serial, () => atIt);
    try {
      if (settledByHand) machine.kiosk.settleByHand(transferId, 'tech-7');
      machine.link.mend();
      await compared(machine);
      expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
      expect(await ordersOf(lost.fundingId)).toEqual([{ id: transferId, status: 'UNCONFIRMED' }]);
      expect((await machine.tpas.fund(another)).body).toMatchObject({ error: { code: 'BUSY' } });

      if (serial === OWN) atIt = false;
      else await settleByHand(machine);
      await waitFor('the answer', async () => (await machine.tpas.fund(lost)).body.status === 'CREDITED');
      expect(await ordersOf(lost.fundingId)).toEqual([{ id: transferId, status: 'CREDITED' }]);
      expect(machine.credited).toBe(0); // never a second time

      // Whatever its end, the machine is not closed for good.
      if (serial !== OWN && !settledByHand) machine.kiosk.settleByHand(transferId, 'tech-7');
      await onGlass(machine, 'code');
      expect(
        (
          await machine.tpas.fund({
            ...another,
            fundingId: `${another.fundingId}-${serial}-${settledByHand}`,
          })
        ).body.status,
      ).toBe('CREDITED');
      expect(machine.credited).toBe(3000);
    } finally {
      await machine.stop();
    }
  });

  it('is credited once, when its board tells of it at the moment at which the payment is asked for again', async () => {
    let atIt = true;
    const machine = await startOpen(OWN, () => atIt);
    try {
      machine.link.mend();
      await compared(machine);
      atIt = false;
      await machine.tpas.fund(lost);
      await waitFor('the answer', async () => (await machine.tpas.fund(lost)).body.status === 'CREDITED');
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });

  it('has no other answer than that order, when the ledger fails once while it records it', async () => {
    let atIt = true;
    const memories = { ledger: 'before', journal: 'open', board: 'open', serial: OWN };
    const machine = await site.start(
      memories,
      'asCopy',
      'cut',
      stillAt(() => atIt),
    );
    try {
      await site.sql(`CREATE SEQUENCE failures;
        CREATE FUNCTION fail_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
          IF nextval('failures') = 1 THEN RAISE EXCEPTION 'out of memory' USING ERRCODE = '53200'; END IF;
          RETURN NEW; END $$;
        CREATE TRIGGER fail_once BEFORE INSERT ON fundings FOR EACH ROW WHEN (NEW.recovered) EXECUTE FUNCTION fail_once()`);
      machine.link.mend();
      const answer = await waitFor('an answer', async () => {
        const { status, body } = await machine.tpas.fund(lost);
        return status !== 503 && body.status;
      });
      expect(answer).toBe('UNCONFIRMED');
      expect(await site.sql('SELECT is_called FROM failures')).toEqual([{ is_called: true }]);
      atIt = false;
      await waitFor('the end', async () => (await machine.tpas.fund(lost)).body.status === 'CREDITED');
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });
});

describe('such a payment, where the restored ledger has given the machine a new designation', () => {
  /** The state in which the question about its open order is asked. */
  async function startRedesignated(isAtIt: () => boolean): Promise<RunningMachine> {
    const memories = { ledger: 'redesignated', journal: 'open', board: 'open', serial: OWN };
    const machine = await site.start(memories, 'asImage', 'linked', stillAt(isAtIt));
    await waitFor('the question', async () => (await questionsOf(machine)).length > 0);
    return machine;
  }

  it('is what its board says, and asked about once, when a person has said whose it is', async () => {
    let atIt = true;
    const machine = await startRedesignated(() => atIt);
    try {
      const answer = { fundingId: lost.fundingId };
      expect(await answerQuestion(machine, answer)).toBe(409); // its board has the word
      machine.cabinet.act({ action: 'cable', plugged: false });
      await waitFor('the answer', async () => (await answerQuestion(machine, answer)) === 200);
      expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
      atIt = false;
      machine.cabinet.act({ action: 'cable', plugged: true });
      await waitFor('its end', async () => (await machine.tpas.fund(lost)).body.status === 'CREDITED');
      await onGlass(machine, 'code');
      expect(await questionsOf(machine)).toEqual([]);
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });

  it("is CREDITED by that order, when a person said that it is nobody's and it is asked for again", async () => {
    let atIt = true;
    const machine = await startRedesignated(() => atIt);
    try {
      atIt = false;
      await waitFor('the credit', async () =>
        (await questionsOf(machine)).some(({ subject }) => !subject.endsWith('open')),
      );
      expect(await answerQuestion(machine, {})).toBe(409); // the kiosk names its funding
      expect(await answerQuestion(machine, { nowhere: true })).toBe(200);
      await onGlass(machine, 'code');
      await waitFor('its end', async () => (await machine.tpas.fund(lost)).body.status === 'CREDITED');
      expect(machine.credited).toBe(0);
      expect((await machine.tpas.fund({ ...another, fundingId: 'after-it' })).body.status).toBe('CREDITED');
    } finally {
      await machine.stop();
    }
  });
});

describe("such a payment, ordered anew from another board because a person said that the open order is nobody's", () => {
  it('is settled by hand while that other board is plugged in, and the machine goes on', async () => {
    const memories = { ledger: 'redesignated', journal: 'open', board: null, serial: STRANGE };
    const machine = await site.start(
      memories,
      'asImage',
      'linked',
      stillAt(() => true),
    );
    try {
      await waitFor('the question', async () => {
        machine.kiosk.acceptBoard('tech-7');
        return (await questionsOf(machine)).length > 0;
      });
      expect(await answerQuestion(machine, { nowhere: true })).toBe(200);
      await compared(machine);
      expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
      await settleByHand(machine);
      expect((await machine.tpas.fund(lost)).body).toMatchObject({ status: 'CREDITED' });
      machine.kiosk.settleByHand(transferId, 'tech-7');
      await onGlass(machine, 'code');
      expect((await machine.tpas.fund({ ...another, fundingId: 'on-it' })).body.status).toBe('CREDITED');
      expect(machine.credited).toBe(3000);
    } finally {
      await machine.stop();
    }
  });
});

describe('such a payment, where the journal is lost too', () => {
  it('is not decided after a wrong answer before its order has ended, and is CREDITED when a person says whose it was', async () => {
    let atIt = true;
    const machine = await startWithoutJournal(() => atIt);
    try {
      await waitFor('the question', async () => (await questionsOf(machine)).length > 0);
      machine.cabinet.act({ action: 'cable', plugged: false });
      await waitFor('the answer', async () => (await answerQuestion(machine, {})) === 200);
      machine.cabinet.act({ action: 'cable', plugged: true });
      await compared(machine);
      expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
      atIt = false;
      await waitFor('the credit', async () => (await questionsOf(machine)).length > 0);
      expect((await machine.tpas.fund(lost)).body.status).toBe('UNCONFIRMED');
      expect(await answerQuestion(machine, { fundingId: lost.fundingId })).toBe(200);
      expect((await machine.tpas.fund(lost)).body.status).toBe('CREDITED');
      await onGlass(machine, 'code');
      expect(machine.credited).toBe(0); // never a second time
    } finally {
      await machine.stop();
    }
  });

  it('is told to its end by a kiosk that nobody asks: it asks the board that is still at it [confirmed-only]', async () => {
    let atIt = true;
    const machine = await startWithoutJournal(() => atIt);
    try {
      const subjects = async () => (await questionsOf(machine)).map(({ subject }) => subject);
      await expect.poll(subjects, { timeout: 10_000 }).toEqual([`${transferId} open`]);
      atIt = false;
      await expect.poll(subjects, { timeout: 10_000 }).toEqual([expect.stringContaining(` at ${OWN}/`)]);
      expect(await answerQuestion(machine, { fundingId: lost.fundingId })).toBe(200);
      expect((await machine.tpas.fund(lost)).body.status).toBe('CREDITED');
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });
});

async function startWithoutJournal(isAtIt: () => boolean): Promise<RunningMachine> {
  const memories = { ledger: 'before', journal: null, board: 'open', serial: OWN };
  return site.start(memories, 'asImage', 'linked', stillAt(isAtIt));
}

async function questionsOf(machine: RunningMachine): Promise<{ questionId: number; subject: string }[]> {
  const response = await operator(machine.bridge.url, 'GET', '/floor/questions');
  return (await response.json()) as { questionId: number; subject: string }[];
}

/** The first that is open. */
async function answerQuestion(machine: RunningMachine, answer: object): Promise<number> {
  const [question] = await questionsOf(machine);
  const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
  return (await person(machine.bridge.url, 'POST', path, { reason: 'looked', ...answer })).status;
}

/** The kiosk on the journal that holds the order open, cut off from a ledger from before it. */
async function startOpen(serial: string, isAtIt: () => boolean): Promise<RunningMachine> {
  const board = serial === OWN ? 'open' : null;
  const memories = { ledger: 'before', journal: 'open', board, serial };
  return site.start(memories, 'asImage', 'cut', stillAt(isAtIt));
}

/** The board says of the order that it is still at it. */
function stillAt(isAtIt: () => boolean): Behaviour {
  const atIt = { state: 'PENDING', reason: 'NONE', credited: 0 } as const;
  return {
    toKiosk(report, next) {
      const message = decodeMessage(report);
      if (message.kind !== 'answer' || !isAtIt()) {
        next(report);
        return;
      }
      switch (message.name) {
        case 'TRANSFER_BEGIN':
        case 'TRANSFER_QUERY':
          if (message.body.transferId !== transferId) next(report);
          else next(encodeMessage({ ...message, body: { ...message.body, ...atIt } }));
          return;
        case 'TRANSFER_HISTORY':
          if (message.body.transferId !== transferId) next(report);
          else next(encodeMessage({ ...message, body: { ...message.body, ...atIt } }));
          return;
        default:
          next(report);
      }
    },
  };
}

/** Until ledger, journal and board have been compared, with a person who accepts whatever board there is. */
async function compared(machine: RunningMachine): Promise<void> {
  await waitFor('the comparison', async () => {
    machine.kiosk.acceptBoard('tech-7');
    const machines = await site.sql<{ serial: string | null }>(
      `SELECT board_serial AS serial FROM links WHERE agreed_in = server_run() AND cabinet->>'connection' = 'ready'`,
    );
    return machines[0]?.serial;
  });
}

async function ordersOf(fundingId: string): Promise<unknown[]> {
  return site.sql('SELECT transfer_id AS id, status FROM transfers WHERE funding_id = $1', [fundingId]);
}

/** An attendant has read the meter of the board that is gone. */
async function settleByHand(machine: RunningMachine): Promise<void> {
  const path = `/floor/fundings/${lost.fundingId}/settle`;
  const finding = { outcome: 'credited', reason: 'meter of the old board' };
  expect((await person(machine.bridge.url, 'POST', path, finding)).status).toBe(200);
}

async function onGlass(machine: RunningMachine, kind: string): Promise<void> {
  await waitFor(`the screen ${kind}`, () => machine.kiosk.snapshot().screen.kind === kind, {
    instead: async () => JSON.stringify(machine.kiosk.snapshot().screen),
  });
}
