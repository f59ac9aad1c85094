/** What a rail whose codes lead to our own pages offers to them. */
import type { AccountPage } from './account-page.ts';
import type { PayPage } from './pay-page.ts';

/** `not ours`: of another property or another machine, or made up. */
export type CodeReading = 'live' | 'expired' | 'not ours';

/** A rail whose codes lead to the phone's pages. */
export interface RailPages {
  readonly payPage: PayPage;
  /** null: the rail puts no account on file. */
  readonly accountPage: AccountPage | null;
  /** What a code is worth that a phone came with. @param token the part of it after the machine. */
  readCode(asset: string, token: string): CodeReading;
}
