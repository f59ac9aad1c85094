/**
 * What an error of Trustly proves about the call that it answers, what the bridge does then, and what the player reads, as data.
 * `refused`: nothing follows from this call. `locked-out`: the same, and so it is with every call of its kind until a technician has
 * looked at the account. `landed`: an earlier call with this MessageID did. Everything that is not here is uncertain: it is asked
 * about, never taken for a failure.
 */

export type CallOutcome = 'refused' | 'locked-out' | 'landed' | 'uncertain';

/** What the page says: its words are in its catalogues, by these names. */
export type PlayerReads = 'CHOOSE_AGAIN' | 'CHECK_DETAILS' | 'OTHER_WAY_TO_PAY' | 'ATTENDANT' | 'WAIT';

interface ErrorRow {
  readonly outcome: CallOutcome;
  /** null: Trustly names it, and its number is not public. */
  readonly code: number | null;
  readonly means: string;
  readonly follows: string;
  readonly player: PlayerReads;
}

const ASKED = 'the player asks anew, under a new MessageID';
const OURS = 'a mistake of the bridge: logged, nothing is sent again';
const ACCOUNT = 'logged as an error: a technician looks at the account';
const NOT_KNOWN = 'the same MessageID with a new UUID, or AccountLedger';

const refused = (code: number | null, means: string, follows: string, player: PlayerReads): ErrorRow => ({
  outcome: 'refused',
  code,
  means,
  follows,
  player,
});
const lockedOut = (code: number | null, means: string): ErrorRow => ({
  outcome: 'locked-out',
  code,
  means,
  follows: ACCOUNT,
  player: 'OTHER_WAY_TO_PAY',
});

/** By name. */
export const ERRORS = {
  ERROR_FUNCTION_ACCESS_DENIED: lockedOut(602, 'the account may not call this method'),
  ERROR_HOST_ACCESS_DENIED: lockedOut(607, "the bridge's address is not on Trustly's list"),
  ERROR_INVALID_AMOUNT: refused(615, 'the amount is not valid', ASKED, 'CHOOSE_AGAIN'),
  ERROR_INVALID_CREDENTIALS: lockedOut(616, 'user name or password is wrong'),
  ERROR_UNKNOWN: {
    outcome: 'uncertain',
    code: 620,
    means: 'anything: Trustly does not say',
    follows: NOT_KNOWN,
    player: 'WAIT',
  },
  ERROR_INVALID_CURRENCY_CODE: refused(622, 'the currency is not valid', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_INVALID_PARAMETERS: refused(
    623,
    'a value does not have the expected format',
    OURS,
    'OTHER_WAY_TO_PAY',
  ),
  ERROR_UNABLE_TO_VERIFY_RSA_SIGNATURE: lockedOut(636, 'our signature is not that of the key at Trustly'),
  ERROR_DUPLICATE_MESSAGE_ID: {
    outcome: 'landed',
    code: 637,
    means: 'the MessageID was used before',
    follows:
      'the first call landed: a payout waits for its notifications, a Deposit without its page is asked for anew',
    player: 'WAIT',
  },
  ERROR_ENDUSER_IS_BLOCKED: refused(
    638,
    'Trustly does not serve this player',
    'nothing is sent again',
    'OTHER_WAY_TO_PAY',
  ),
  ERROR_NO_PUBLIC_KEY: lockedOut(639, 'Trustly has no public key of ours'),
  ERROR_INVALID_EMAIL: refused(642, 'the e-mail address is missing or not valid', ASKED, 'CHECK_DETAILS'),
  ERROR_INVALID_LOCALE: refused(645, 'the locale is not valid', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_DUPLICATE_UUID: {
    outcome: 'uncertain',
    code: 688,
    means: 'the UUID was used before: this very request has been there already',
    follows: NOT_KNOWN,
    player: 'WAIT',
  },
  ERROR_ENDUSERID_IS_NULL: refused(696, 'there is no EndUserID', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MESSAGEID_IS_NULL: refused(697, 'there is no MessageID', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_INVALID_IP: refused(698, 'the address of the player is not one IP address', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MALFORMED_SUCCESSURL: refused(700, 'SuccessURL is not an http(s) address', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MALFORMED_FAILURL: refused(701, 'FailURL is not an http(s) address', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MALFORMED_TEMPLATEURL: refused(
    702,
    'TemplateURL is not an http(s) address',
    OURS,
    'OTHER_WAY_TO_PAY',
  ),
  ERROR_MALFORMED_URLTARGET: refused(703, 'URLTarget is not one that there is', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MALFORMED_MESSAGEID: refused(704, 'the MessageID is malformed', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_MALFORMED_NOTIFICATIONURL: lockedOut(705, 'NotificationURL is not an https address'),
  ERROR_MALFORMED_ENDUSERID: refused(706, 'the EndUserID is malformed', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_DIRECT_DEBIT_NOT_ALLOWED: refused(712, 'the account has no direct debit', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_INVALID_ORDER_ATTRIBUTE: refused(717, 'an attribute has a wrong value', ASKED, 'CHECK_DETAILS'),
  ERROR_DISABLED_USER: lockedOut(718, 'the account is disabled'),
  ERROR_PAY_AND_PLAY_NOT_ALLOWED: lockedOut(732, 'the account has no Pay N Play'),
  ERROR_NOT_SECURE_NOTIFICATIONURL: lockedOut(734, 'NotificationURL is http'),
  ERROR_INVALID_COUNTRY: refused(737, 'the country is not valid', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_ACCOUNT_NOT_FOUND: refused(
    null,
    'there is no account of this AccountID',
    'an attendant pays',
    'ATTENDANT',
  ),
  ERROR_INVALID_BANK_ACCOUNT_NUMBER: refused(
    null,
    'the number of the bank account is not valid',
    ASKED,
    'CHECK_DETAILS',
  ),
  ERROR_NO_SUITABLE_BANK_ACCOUNT_FOUND: refused(
    null,
    'Trustly has no bank account of its own to pay from',
    'an attendant pays',
    'ATTENDANT',
  ),
  ERROR_INSUFFICIENT_FUNDS: refused(
    null,
    'our prefunded account has not enough money',
    'an attendant pays',
    'ATTENDANT',
  ),
  ERROR_INVALID_ORDER_ID: refused(
    null,
    'there is no order of this OrderID',
    'an attendant pays',
    'ATTENDANT',
  ),
  ERROR_MANDATE_NOT_FOUND: refused(null, 'the account has no direct debit mandate', OURS, 'OTHER_WAY_TO_PAY'),
  ERROR_INVALID_FUNCTION: lockedOut(null, 'Trustly has no method of this name'),
} as const satisfies Record<string, ErrorRow>;
export type ErrorName = keyof typeof ERRORS;

const BY_NAME = new Map<string, ErrorRow>(Object.entries(ERRORS));

export interface ErrorMeaning {
  /** For logs: as Trustly names it, or its number. */
  readonly about: string;
  readonly means: string;
  readonly outcome: CallOutcome;
  readonly player: PlayerReads;
}

/**
 * The name decides, then the number. Where they do not agree, or the answer does not name our call, it proves nothing.
 * @param isOfThisCall see {@link Answer}.
 */
export function meaningOf(code: number | null, name: string | null, isOfThisCall: boolean): ErrorMeaning {
  const about = name ?? (code === null ? 'an error without a name' : `error ${code}`);
  const named = name === null ? undefined : BY_NAME.get(name);
  const numbered = [...BY_NAME.values()].find((row) => code !== null && row.code === code);
  const row = named ?? (name === null ? numbered : undefined);
  const agree = named === undefined || numbered === undefined || named === numbered;
  if (row === undefined || !agree || !isOfThisCall)
    return { about, means: row?.means ?? 'not documented', outcome: 'uncertain', player: 'WAIT' };
  return { about, means: row.means, outcome: row.outcome, player: row.player };
}
