/** One row of the document's tables, from the code on the glass to its end: what was seen, and what had to be. */
import type { Browser } from 'playwright';
import type { OnFileFaults } from '../../sandbox/trustly-on-file/control.ts';
import type { PhoneSite } from '../support/bridge/phone-site.ts';
import { ENDS, type Ending } from './ends.ts';
import type { FailureRow } from './failures.ts';
import type { PassPhraseRow } from './pass-phrases.ts';
import type { SeenRow } from './table.ts';
import { PhoneVisit } from './visit.ts';

export interface Phones {
  readonly site: PhoneSite;
  readonly browser: Browser;
  /** Hears of each row. */
  readonly seen: (row: SeenRow) => void;
}

interface Compared<What> {
  readonly seen: What;
  readonly expected: What;
}

interface OfPassPhrase {
  readonly pages: readonly string[];
  /** What the bank said, where it is what the row says; else in full. */
  readonly refused: string | null;
  readonly end: Ending;
}

export async function passPhraseRow(
  row: PassPhraseRow,
  { site, browser, seen }: Phones,
): Promise<Compared<OfPassPhrase>> {
  const { phrase, passPhrase = phrase, dollars, pages, refused } = row;
  const visit = await PhoneVisit.begin(site, browser);
  try {
    const { userName, account, answer } = row;
    const bank = await visit.pay(
      {
        passPhrase,
        ...(userName !== undefined && { userName }),
        ...(account !== undefined && { account }),
        ...(answer !== undefined && { answer }),
      },
      dollars,
    );
    const expected: Ending = ENDS[row.end](dollars);
    const end = await visit.atRest(expected.phone);
    const shown = [...bank.pages, bank.refused].filter((text) => text !== null).join(', ');
    seen({ row: `${phrase}: ${row.useCase}`, bank: shown, seen: end, afterwards: null });
    const says = refused?.source ?? null;
    const isSaid = bank.refused !== null && refused?.test(bank.refused) === true;
    return {
      seen: { pages: bank.pages, refused: isSaid ? says : bank.refused, end },
      expected: { pages, refused: says, end: expected },
    };
  } finally {
    await visit.end();
  }
}

/** How Trustly tells of a failure. */
type Telling = OnFileFaults['declinesBy'];
export const TELLINGS: readonly Telling[] = ['event', 'answer', 'error'];

interface OfFailure {
  readonly end: Ending;
  /** When the player has gone on, as the document says. */
  readonly afterwards: Ending;
  /** What Trustly has taken in all. */
  readonly taken: readonly string[];
}

export async function failureRow(
  row: FailureRow,
  declinesBy: Telling,
  { site, browser, seen }: Phones,
): Promise<Compared<OfFailure>> {
  const { status, providerStatus, errorCode, passPhrase = 'demo', account = 0, faults, next } = row;
  // An error has no place for TeleCheck's code.
  const name = row.end === 'ADVERSE' && declinesBy === 'error' ? 'ACCOUNT_REMOVED' : row.end;
  const visit = await PhoneVisit.begin(site, browser);
  try {
    await site.trustly.behave({ ...faults, declinesBy });
    const bank = await visit.pay({ passPhrase, account });
    const expected: Ending = ENDS[name]();
    const end = await visit.atRest(expected.phone);
    await site.trustly.behave();
    await visit.goOn(next);
    const paid: Ending = ENDS.PAID();
    const afterwards = await visit.atRest(paid.phone);
    seen({
      row: `${status} ${providerStatus} ${errorCode}, by ${declinesBy}: ${row.description}`,
      bank: bank.pages.join(', '),
      seen: end,
      afterwards,
    });
    return {
      seen: { end, afterwards, taken: await site.completed(visit.asset) },
      expected: {
        end: expected,
        afterwards: { ...paid, payment: ['not taken', ...paid.payment] },
        taken: ['20.00'],
      },
    };
  } finally {
    await visit.end();
  }
}
