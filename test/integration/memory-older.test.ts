/** Memory that is older than the truth (docs/decisions/0013): real databases, journals and boards set back, lost, exchanged. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FundingRequest } from '../../bridge/money/funding.ts';
import { aFunding, enrol, MERCHANT, operator, person } from '../support/bridge/bridge-site.ts';
import { ASSET, MemorySite, type Memories, type RunningMachine } from '../support/bridge/memory-site.ts';
import { TestKiosk } from '../support/bridge/test-kiosk.ts';
import { waitFor } from '../support/wait.ts';

const OWN = 'VC-0001';
const STRANGE = 'VC-0099';
const first = aFunding(ASSET, { amount: '20.00' });
const second = aFunding(ASSET, { amount: '25.00' });
const elsewhere = aFunding(ASSET, { amount: '5.00' });
const third = aFunding(ASSET, { amount: '30.00' });
const wholeBut: Memories = { ledger: 'whole', journal: 'whole', board: 'whole', serial: OWN };

let site: MemorySite;
/** The designation of the machine in the ledger that was lost. */
let designation: string;

/** The truth: 20.00 and 25.00 are on the meter; the ledger has not heard of the second yet. */
beforeAll(async () => {
  site = await MemorySite.open();
  [designation = ''] = await site.newLedger('lost');
  const begin: Memories = { ledger: 'lost', journal: null, board: null, serial: OWN };
  let machine = await site.start(begin);
  await pay(machine, first);
  await machine.stop();
  await site.keep('older', begin);

  const older: Memories = { ledger: 'older', journal: 'older', board: 'older', serial: OWN };
  machine = await site.start(older);
  await onGlass(machine, 'code');
  machine.cabinet.act({ action: 'delayNextCredit', ms: 400 });
  const answer = machine.tpas.fund(second);
  await onGlass(machine, 'adding');
  machine.link.cut();
  await waitFor('the credit', () => machine.credited === 2500);
  expect((await answer).body.status).toBe('UNCONFIRMED');
  await machine.stop();
  await site.keep('whole', older);

  // The copy is from the moment before the order left.
  await site.keepLedger(
    'ordered',
    'whole',
    `SET session_replication_role = replica;
     DELETE FROM audit USING transfers
       WHERE subject = transfer_id AND status = 'UNCONFIRMED' AND event IN ('transfer.sent', 'transfer.unconfirmed');
     UPDATE transfers SET status = 'ORDERED', sent_at = NULL, sent_by = NULL WHERE status = 'UNCONFIRMED'`,
  );

  await site.newLedger('strange', 1);
  const other: Memories = { ledger: 'strange', journal: null, board: null, serial: STRANGE };
  machine = await site.start(other);
  await pay(machine, elsewhere);
  await machine.stop();
  await site.keep('another', other);
}, 120_000);
afterAll(() => site.close());

type Fault = 'whole' | 'older' | 'lost' | 'another';

/**
 * What becomes of the second payment when it is asked for again.
 * `credited`: told so, and once on the meter. `credited, closed`: told so, and the machine does not use its board, which is
 * an older copy. `named`: neither told nor turned down, and an open question or an open funding names it.
 * `voided`: turned down, and it is not on the meter that was set back.
 */
type End = 'credited' | 'credited, closed' | 'named' | 'voided';

/** Every pair of memories, each of them older, lost, or another machine's, while the third memory is whole. */
const ends: [ledger: Fault, journal: Fault, board: Fault, end: End][] = [
  ['whole', 'whole', 'whole', 'credited'],
  ['whole', 'whole', 'older', 'credited, closed'],
  ['whole', 'whole', 'lost', 'credited'],
  ['whole', 'whole', 'another', 'credited'],
  ['whole', 'older', 'whole', 'credited'],
  ['whole', 'older', 'older', 'voided'],
  ['whole', 'older', 'lost', 'named'],
  ['whole', 'older', 'another', 'named'],
  ['whole', 'lost', 'whole', 'credited'],
  ['whole', 'lost', 'older', 'voided'],
  ['whole', 'lost', 'lost', 'named'],
  ['whole', 'lost', 'another', 'named'],
  ['whole', 'another', 'whole', 'credited'],
  ['whole', 'another', 'older', 'voided'],
  ['whole', 'another', 'lost', 'named'],
  ['whole', 'another', 'another', 'named'],
  ['older', 'whole', 'whole', 'credited'],
  ['older', 'whole', 'older', 'credited, closed'],
  ['older', 'whole', 'lost', 'credited'],
  ['older', 'whole', 'another', 'credited'],
  ['older', 'older', 'whole', 'named'],
  ['older', 'lost', 'whole', 'named'],
  ['older', 'another', 'whole', 'named'],
  ['lost', 'whole', 'whole', 'credited'],
  ['lost', 'whole', 'older', 'credited, closed'],
  ['lost', 'whole', 'lost', 'credited'],
  ['lost', 'whole', 'another', 'credited'],
  ['lost', 'older', 'whole', 'named'],
  ['lost', 'lost', 'whole', 'named'],
  ['lost', 'another', 'whole', 'named'],
  ['another', 'whole', 'whole', 'named'],
  ['another', 'whole', 'older', 'named'],
  ['another', 'whole', 'lost', 'named'],
  ['another', 'whole', 'another', 'named'],
  ['another', 'older', 'whole', 'named'],
  ['another', 'lost', 'whole', 'named'],
  ['another', 'another', 'whole', 'named'],
];

function memoriesOf(ledger: Fault, journal: Fault, board: Fault): Memories {
  return {
    ledger,
    journal: journal === 'lost' ? null : journal,
    board: board === 'lost' ? null : board,
    serial: board === 'another' ? STRANGE : OWN,
  };
}

describe('a payment whose money is on the meter, asked for again with', () => {
  it.each(ends)('the ledger %s, the journal %s, the board %s, is %s', async (ledger, journal, board, end) => {
    const machine = await site.start(memoriesOf(ledger, journal, board));
    try {
      await compared(machine);
      await expect.poll(() => endOf(machine)).toBe(end);
      expect(machine.credited).toBe(0); // never a second time
      if (end === 'voided') expect(machine.cabinet.state.meters.cashlessIn).toBe(2000);
    } finally {
      await machine.stop();
    }
  });
});

describe('a ledger that was restored from a copy', () => {
  it('decides nothing before the kiosk has told what the copy lacks, and then answers as before', async () => {
    const machine = await site.start({ ...wholeBut, ledger: 'older' }, 'asCopy', 'cut');
    try {
      expect(await ask(machine)).toMatchObject({ status: 503 });
      expect((await machine.tpas.cancel(second)).status).toBe(503);
      expect(await questionsOf(machine)).toEqual(['UNHEARD']);
      machine.link.mend();
      await waitFor('the payment', async () => (await ask(machine)).body.status === 'CREDITED');
      await onGlass(machine, 'code');
      expect((await ask(machine, { ...second, amount: '26.00' })).status).toBe(409);
      expect((await machine.tpas.fund(third)).body.status).toBe('CREDITED');
      expect(machine.credited).toBe(3000);
    } finally {
      await machine.stop();
    }
  });

  it('has the notes since the copy was made told again [stacked-notes]', async () => {
    const run: Memories = { ...wholeBut };
    const stored = async (): Promise<unknown> =>
      site.sql('SELECT minor::int FROM notes WHERE asset = $1', [ASSET]);
    let machine = await site.start(run);
    await onGlass(machine, 'code');
    machine.cabinet.act({ action: 'note.insert', minor: 2000 });
    await waitFor('the note', async () => ((await stored()) as unknown[]).length === 1);
    await machine.stop();
    await site.keep('noted', run);
    machine = await site.start({ ...run, journal: 'noted', board: 'noted' }, 'asCopy');
    try {
      await onGlass(machine, 'code');
      await expect.poll(stored).toEqual([{ minor: 2000 }]);
    } finally {
      await machine.stop();
    }
  });

  it('asks about an order that had not left when the copy was made, and never says that it did not', async () => {
    const machine = await site.start({ ...wholeBut, ledger: 'ordered' }, 'asCopy');
    try {
      await waitFor('the payment', async () => (await ask(machine)).body.status === 'CREDITED');
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });

  it('cancels no order that may have left since the copy was made', async () => {
    const machine = await site.start({ ...wholeBut, ledger: 'ordered' }, 'asCopy', 'cut');
    try {
      expect((await machine.tpas.cancel(second)).body.status).toBe('UNCONFIRMED');
      const fail = `UPDATE transfers SET status = 'FAILED', failure_code = 'CANCELLED', failure_message = '',
                    settled_at = now() WHERE status = 'ORDERED'`;
      await expect(site.sql(fail)).rejects.toThrow('may have left');
    } finally {
      await machine.stop();
    }
  });
});

it('a link that was cut after a credit comes back with a code: all three know of it', async () => {
  const machine = await site.start({ ...wholeBut, journal: 'whole' });
  try {
    await compared(machine);
    await pay(machine, third);
    machine.link.cut();
    await onGlass(machine, 'unavailable');
    machine.link.mend();
    await onGlass(machine, 'code');
    expect(await questionsOf(machine)).toEqual([]);
  } finally {
    await machine.stop();
  }
});

describe('a credit that only the board knows', () => {
  it('closes the machine until an operator says whose it is; then the payment has its answer', async () => {
    const machine = await site.start({ ...wholeBut, ledger: 'older', journal: null });
    try {
      await compared(machine);
      expect(await ask(machine)).toMatchObject({ status: 503 });
      expect(machine.kiosk.snapshot().screen).toMatchObject({ kind: 'unavailable', technicianCode: 'P4' });
      expect(await openQuestions(machine)).toMatchObject([{ amount: { minor: 2500, currency: 'USD' } }]);
      await answerUnbooked(machine, second);
      expect((await ask(machine)).body).toMatchObject({ status: 'CREDITED', creditedAmount: '25.00' });
      await onGlass(machine, 'code');
      expect(machine.credited).toBe(0);
    } finally {
      await machine.stop();
    }
  });
});

describe('a designation that the ledger has lost', () => {
  it('is not given out again', async () => {
    expect(await site.newLedger('later', 1)).not.toContain(designation);
  });

  it.each([
    { has: 'no transfer', change: () => takes('EGM-OTHER-0') },
    {
      has: 'a credit of the same amount',
      change: () => `${takes('EGM-OTHER-0')}; ${credit('EGM-OTHER-0', 2000)}`,
    },
    {
      has: 'a credit of another amount',
      change: () => `${takes('EGM-OTHER-0')}; ${credit('EGM-OTHER-0', 1700)}`,
    },
  ])(
    'and that another machine has, with $has, credits nothing twice and stops neither',
    async ({ has, change }) => {
      const ledger = has.replaceAll(' ', '_');
      await site.keepLedger(ledger, 'later', change());
      const machine = await site.start({ ledger, journal: 'older', board: 'older', serial: OWN });
      try {
        await compared(machine);
        expect((await ask(machine, first)).status).toBe(503);
        await answerUnbooked(machine, first);
        await onGlass(machine, 'code');
        expect((await ask(machine, first)).body).toMatchObject({
          status: 'CREDITED',
          creditedAmount: '20.00',
        });
        expect(machine.credited).toBe(0);
        const { secret } = await enrol(machine.bridge.url, 'EGM-OTHER-0');
        const other = (await TestKiosk.connect(machine.bridge.url, 'EGM-OTHER-0', secret)).creditEverything();
        expect((await ask(machine, aFunding('EGM-OTHER-0'))).body.status).toBe('CREDITED');
        other.drop();
      } finally {
        await machine.stop();
      }
    },
  );
});

describe('a transfer id that the ledger has given out again', () => {
  it('keeps both payments, however often the kiosk tells the lost one', async () => {
    await site.keepLedger('given_again', 'lost', credit(ASSET, 2000));
    const machine = await site.start({
      ...wholeBut,
      ledger: 'given_again',
      journal: 'older',
      board: 'older',
    });
    try {
      for (const _link of [1, 2]) {
        await onGlass(machine, 'code');
        expect((await ask(machine, first)).body).toMatchObject({
          status: 'CREDITED',
          creditedAmount: '20.00',
        });
        machine.link.cut();
        await onGlass(machine, 'unavailable');
        await site.sql('UPDATE machines SET last_transfer_number = 0'); // so that it must tell all again
        machine.link.mend();
      }
      await onGlass(machine, 'code');
      expect(machine.credited).toBe(0);
      expect(await site.sql(`SELECT event FROM audit WHERE event = 'transfer.contradiction'`)).toEqual([]);
    } finally {
      await machine.stop();
    }
  });
});

/** The lost designation is this machine's. */
function takes(asset: string): string {
  return `UPDATE machines SET designation = '${designation}' WHERE asset = '${asset}'`;
}

/** The first id of the lost designation is a credit on another board, for another payment. */
function credit(asset: string, minor: number): string {
  return `INSERT INTO fundings (funding_id, asset, merchant_id, amount_minor, currency, decision, recovered)
            VALUES ('of-another', '${asset}', '${MERCHANT}', ${minor}, 'USD', 'ACCEPTED', true);
          INSERT INTO transfers (transfer_id, funding_id, asset, amount_minor, currency, status, credited_minor, answer_by,
                                 sent_at, settled_at, board_serial, board_memory, recovered)
            VALUES ('${designation}-0000000001', 'of-another', '${asset}', ${minor}, 'USD', 'CREDITED', ${minor}, now(),
                    now(), now(), 'VC-0555', 'abcdef01', true);
          INSERT INTO audit (event, subject, detail) VALUES ('transfer.recovered', '${designation}-0000000001',
            '{"fundingId":"of-another","outcome":{"outcome":"credited","amount":{"minor":${minor},"currency":"USD"}}}')`;
}

/** An operator answers the machine's question: whose credit it is. */
async function answerUnbooked(machine: RunningMachine, { fundingId }: FundingRequest): Promise<void> {
  const [question] = await openQuestions(machine);
  expect(question).toMatchObject({ kind: 'UNBOOKED' });
  const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
  const answer = { fundingId, reason: 'TPAS log of the day' };
  expect((await person(machine.bridge.url, 'POST', path, answer)).status).toBe(200);
}

/**
 * Waits until ledger, journal and board have been compared. A person at the machine accepts whatever board there is,
 * unless none can be accepted.
 */
async function compared(machine: RunningMachine): Promise<void> {
  await waitFor('the comparison', async () => {
    const { screen } = machine.kiosk.snapshot();
    if (screen.kind === 'unavailable' && /^C[48]$/.test(screen.technicianCode))
      return !machine.kiosk.acceptBoard('tech-7') && isClosed(machine);
    if (screen.kind === 'unavailable') return screen.technicianCode === 'P4';
    return screen.kind === 'code' || screen.kind === 'unconfirmed';
  });
}

async function ask(machine: RunningMachine, funding: FundingRequest = second) {
  return machine.tpas.fund(funding);
}

interface OpenQuestion {
  questionId: number;
  kind: string;
  amount: { minor: number; currency: string } | null;
}

async function openQuestions(machine: RunningMachine): Promise<OpenQuestion[]> {
  return (await (await operator(machine.bridge.url, 'GET', '/floor/questions')).json()) as OpenQuestion[];
}

async function questionsOf(machine: RunningMachine): Promise<string[]> {
  return (await openQuestions(machine)).map(({ kind }) => kind);
}

/** The board is an older copy, and not used. */
function isClosed({ kiosk }: RunningMachine): boolean {
  const { screen } = kiosk.snapshot();
  return screen.kind === 'unavailable' && screen.technicianCode === 'C8';
}

async function endOf(machine: RunningMachine): Promise<End> {
  const { status, body } = await ask(machine);
  const questions = await questionsOf(machine);
  switch (body.status) {
    case 'CREDITED':
      return isClosed(machine) ? 'credited, closed' : 'credited';
    case 'UNCONFIRMED':
      return 'named'; // an open funding is on the floor page
    case 'DECLINED':
    case 'FAILED':
      return 'voided';
    default:
      if (status !== 503 || questions.length === 0) throw new Error(`${status}, and nothing is asked`);
      return 'named';
  }
}

async function onGlass(machine: RunningMachine, kind: string): Promise<void> {
  await waitFor(`the screen ${kind}`, () => machine.kiosk.snapshot().screen.kind === kind, {
    instead: async () => JSON.stringify(machine.kiosk.snapshot().screen),
  });
}

async function pay(machine: RunningMachine, funding: FundingRequest): Promise<void> {
  await onGlass(machine, 'code');
  expect((await machine.tpas.fund(funding)).body.status).toBe('CREDITED');
}
