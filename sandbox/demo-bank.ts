/**
 * The banks that a player may pay from. All of them are the Demo Bank behind another name: the user name decides whose
 * accounts they are, the pass phrase what happens (`demo-bank-phrases.ts`).
 */
import { DemoAccounts, type BankAccount } from './demo-bank-accounts.ts';
import { scriptOf, type Later, type LoginRefusal, type Round, type Script } from './demo-bank-phrases.ts';
import { QUESTIONS, type Question } from './demo-bank-questions.ts';

export type { BankAccount } from './demo-bank-accounts.ts';
export type { LoginRefusal } from './demo-bank-phrases.ts';

export interface Bank {
  readonly id: string;
  readonly name: string;
  /** The identifier that Trustly has for it. */
  readonly providerId: string;
}

/** A question of the bank that is to be answered before it shows any account. */
export interface Asked {
  readonly question: Question;
  /** What the bank said of the answer before. */
  readonly problem: 'WRONG_ANSWER' | 'NOT_PROCESSED' | 'MISSING' | null;
  /** Which question of this login it is, from 0. */
  readonly round: number;
}

export type LoginResult =
  | { readonly refused: LoginRefusal }
  | { readonly asked: Asked }
  | { readonly accounts: readonly BankAccount[]; readonly later: Later };

export interface Login {
  /** How long the bank thinks before it answers, in milliseconds. */
  readonly delayMs: number;
  /** For the log. */
  readonly warning: string | null;
  readonly result: LoginResult;
}

/** Who logs in, where. */
export interface Credentials {
  readonly bank: Bank;
  readonly userName: string;
  readonly passPhrase: string;
}

export const BANKS: readonly [Bank, ...Bank[]] = [
  { id: 'demo', name: 'Demo Bank', providerId: '200005501' },
  { id: 'harbor', name: 'Harbor Credit Union', providerId: '200005502' },
  { id: 'prairie', name: 'First Prairie Bank', providerId: '200005503' },
];

export const LONGEST_SLEEP_S = 30;

/** These users make the bank slow; the pass phrase is the number of seconds. */
const SLOW_USERS = ['Sleep', 'RandomAccWithSleep'];

const USUAL: Script = { accounts: 'usual' };
const NOTHING_LATER: Later = { declines: null, tokenExpired: false, fundsGone: false };

export class DemoBank {
  readonly #key: Buffer;

  /** @param key makes the account identifiers opaque; must survive a restart, since limits are counted by them. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  login(credentials: Credentials): Login {
    const script = scriptFor(credentials);
    const warning = credentials.passPhrase === 'FICWarning' ? 'the Demo Bank was told to warn' : null;
    return {
      delayMs: sleepS(credentials, script) * 1_000,
      warning,
      result: 'refused' in script ? script : this.#atRound(credentials, script, 0, null),
    };
  }

  /** The answers to the question of that round, by the names of its fields. */
  answer(
    credentials: Credentials,
    { round, question }: Asked,
    answers: Readonly<Record<string, string>>,
  ): LoginResult {
    const script = scriptFor(credentials);
    if ('refused' in script) return script;
    const asked = script.rounds?.[round];
    if (asked === undefined) return this.#atRound(credentials, script, round, null);
    if (question.fields.some(({ name, required }) => required && !answers[name]?.trim())) {
      return this.#atRound(credentials, script, round, 'MISSING');
    }
    if (credentials.passPhrase === '2FA' && answers['answer']?.trim() === 'error') {
      return { refused: 'WRONG_CREDENTIALS' };
    }
    if (typeof asked.follows === 'object') return asked.follows;
    return this.#atRound(credentials, script, round + 1, PROBLEMS[asked.follows]);
  }

  #atRound(
    { bank, userName }: Credentials,
    script: Exclude<Script, { refused: LoginRefusal }>,
    round: number,
    problem: Asked['problem'],
  ): LoginResult {
    const next = script.rounds?.[round];
    if (next !== undefined) return { asked: { question: QUESTIONS[next.asks], problem, round } };
    const accounts = new DemoAccounts(this.#key, bank.id, userName.toLowerCase()).of(script.accounts);
    if (accounts.length === 0) return { refused: 'NO_ACCOUNTS' };
    return { accounts, later: { ...NOTHING_LATER, ...script.later } };
  }
}

const PROBLEMS = {
  goOn: null,
  wrong: 'WRONG_ANSWER',
  notProcessed: 'NOT_PROCESSED',
} as const satisfies Record<Extract<Round['follows'], string>, Asked['problem']>;

function scriptFor({ userName, passPhrase }: Credentials): Script {
  if (userName === 'RandomAccWithSleep') return { accounts: 'random' };
  return scriptOf(passPhrase) ?? USUAL;
}

function sleepS({ userName, passPhrase }: Credentials, script: Script): number {
  if ('refused' in script && script.sleepS !== undefined) return script.sleepS;
  const seconds = SLOW_USERS.includes(userName)
    ? /^[0-9]{1,3}$/.exec(passPhrase)?.[0]
    : /^RandomAccWithSleep([0-9]{1,3})$/.exec(passPhrase)?.[1];
  return Math.min(Number(seconds ?? 0), LONGEST_SLEEP_S);
}
