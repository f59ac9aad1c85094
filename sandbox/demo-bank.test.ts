import { expect, test } from 'vitest';
import { documentTable } from '../test/support/document-table.ts';
import { BANKS, DemoBank, type BankAccount, type LoginResult } from './demo-bank.ts';
import { PATTERNS, PHRASES, type Later } from './demo-bank-phrases.ts';

const key = Buffer.alloc(32, 7);
const bank = new DemoBank(key);
const [demo] = BANKS;

function login(passPhrase: string, userName = 'player', at = demo, from = bank): LoginResult {
  return from.login({ bank: at, userName, passPhrase }).result;
}

function accounts(passPhrase = 'demo', userName = 'player', at = demo, from = bank): readonly BankAccount[] {
  const result = login(passPhrase, userName, at, from);
  return 'accounts' in result ? result.accounts : [];
}

function laterOf(passPhrase: string): Later | null {
  const result = login(passPhrase);
  return 'accounts' in result ? result.later : null;
}

/** Answers every question with the same word, and tells how often and what the bank said of it. */
function answering(passPhrase: string, word: string): { said: (string | null)[]; result: LoginResult } {
  const credentials = { bank: demo, userName: 'player', passPhrase };
  let { result } = bank.login(credentials);
  const said: (string | null)[] = [];
  while ('asked' in result) {
    said.push(result.asked.problem);
    const answers = Object.fromEntries(result.asked.question.fields.map(({ name }) => [name, word]));
    result = bank.answer(credentials, result.asked, answers);
  }
  return { said, result };
}

test('a bank account has one identifier at every visit and after a restart, opaque and at most 40 characters', () => {
  const [checking, savings] = accounts();
  expect(accounts('other phrase', 'Player', demo, new DemoBank(key))[0]?.ubai).toBe(checking?.ubai);
  expect(savings?.ubai).not.toBe(checking?.ubai);
  expect(checking?.ubai).toMatch(/^[\w-]{20,40}$/);
  expect(checking?.number.endsWith(checking.lastDigits)).toBe(true);
});

test('another user name, or the same at another bank, is another account', () => {
  const ubais = new Set([accounts()[0]?.ubai, accounts('demo', 'someone')[0]?.ubai]);
  for (const other of BANKS.slice(1)) ubais.add(accounts('demo', 'player', other)[0]?.ubai);
  expect(ubais.size).toBe(4);
});

test('docs/sandbox.md has every pass phrase, with what it does', () => {
  const rows = [...PHRASES, ...PATTERNS].map(({ phrase, does }) => [`\`${phrase}\``, does]);
  const documented = documentTable('sandbox.md', 'Demo Bank').slice(1);
  expect(documented).toEqual(rows);
});

test.each([
  ['NoEligibleAccounts', 'NO_ACCOUNTS'],
  ['LoginError', 'WRONG_CREDENTIALS'],
  ['NotRecognized', 'NOT_UNDERSTOOD'],
  ['NoSuchField', 'NOT_UNDERSTOOD'],
  ['PostError', 'UNAVAILABLE'],
  ['GetError', 'UNAVAILABLE'],
  ['PromptTypeError', 'BANK_FAULT'],
  ['JsError', 'BANK_FAULT'],
  ['Unavailable', 'UNAVAILABLE'],
  ['AccountLocked', 'ACCOUNT_LOCKED'],
  ['Unclassified', 'BANK_FAULT'],
  ['BankAction', 'ACTION_AT_BANK'],
  ['ConnectError', 'CONNECTION'],
  ['ConnectionError', 'CONNECTION'],
  ['BlockedIpError', 'BLOCKED'],
  ['TimeoutError', 'TIMED_OUT'],
  ['PreLoginError', 'BEFORE_LOGIN'],
  ['NotSupported', 'NOT_SUPPORTED'],
  ['AccountNotSupported', 'NOT_SUPPORTED'],
  ['InvalidRouteCodeExtra', 'NO_ACCOUNTS'],
  ['InvalidAccountNumberSize', 'NO_ACCOUNTS'],
  ['CreditCardsOnly', 'NO_ACCOUNTS'],
])('%s is refused as %s', (passPhrase, refused) => {
  expect(login(passPhrase)).toMatchObject({ refused });
});

test.each<[string, Partial<BankAccount>[]]>([
  ['anything else', [{ kind: 'Checking' }, { kind: 'Savings' }]],
  ['ValidRouteCodeExtra', [{ routingNumber: '124003116' }, { routingNumber: '124003116' }]],
  ['NotEnoughFunds', [{ balance: { minor: 0, currency: 'USD' } }]],
  ['NotEnoughFundsExtra', [{ balance: { minor: 0, currency: 'USD' } }, { kind: 'Savings' }]],
  ['InvalidAccountNumberSizeExtra', [{ kind: 'Savings' }]],
  ['PartialAccountNumbers', [{ missing: ['number'] }, { missing: ['number'] }]],
  ['OnlyPartials', [{ missing: ['number', 'place'] }, { missing: ['number', 'place'] }]],
  ['NoRouteCode', [{ missing: ['place'] }, { missing: ['place'] }]],
  ['NoCustomer', [{ holder: null }, { holder: null }]],
  ['AmountNull', [{ balance: null }, { kind: 'Savings' }]],
  ['AccNumberNull', [{ kind: 'Savings' }]],
  ['Balance75', [{ balance: { minor: 7_500, currency: 'USD' } }]],
  [
    'AccountProfile',
    [
      { profile: 'Business' },
      { profile: 'Personal' },
      { profile: 'Other' },
      { profile: 'Unknown' },
      { profile: null },
    ],
  ],
])('%s has these accounts', (passPhrase, expected) => {
  const found = accounts(passPhrase);
  expect(found).toHaveLength(expected.length);
  expect(found).toMatchObject(expected);
});

test('the number of the account may come from the user name', () => {
  expect(accounts('AccFromUsername', 'user1_1234445')[0]?.number).toBe('1234445');
});

test('ManyInformation has ten accounts, and holders may differ or be told at length', () => {
  expect(accounts('ManyInformation')).toHaveLength(10);
  const [first, second] = accounts('AccountsWithNameAndAddress');
  expect(first?.holder?.name).not.toEqual(second?.holder?.name);
  expect(JSON.stringify(accounts('LargeCustomerInfo')[0]?.holder).length).toBeGreaterThan(4_000);
});

test('random accounts and balances are others each time', () => {
  expect(accounts('RandomAccounts')[0]?.number).not.toBe(accounts('RandomAccounts')[0]?.number);
  const balances = new Set(Array.from({ length: 5 }, () => accounts('RandomBalance')[0]?.balance?.minor));
  expect(balances.size).toBeGreaterThan(1);
});

test.each([
  ['ChallengeError', [null, 'WRONG_ANSWER']],
  ['WrongCredentials', [null, 'WRONG_ANSWER']],
  ['SiteRequestError', [null, 'NOT_PROCESSED']],
  ['2FA', [null]],
  ['EmailMFA', [null, null]],
  ['MixedMFA', [null, null]],
  ['TestPrompts', [null]],
])('%s asks, and says of the answers before %j', (passPhrase, said) => {
  const answered = answering(passPhrase, 'Rex');
  expect(answered.said).toEqual(said);
  expect(answered.result).toHaveProperty('accounts');
});

test('2FA takes any answer but "error", SessionTimeout none', () => {
  expect(answering('2FA', 'error').result).toEqual({ refused: 'WRONG_CREDENTIALS' });
  expect(answering('SessionTimeout', 'Rex').result).toEqual({ refused: 'SESSION_OVER' });
});

test('a field that must be answered is asked for again', () => {
  const credentials = { bank: demo, userName: 'player', passPhrase: '2FA' };
  const { result } = bank.login(credentials);
  if (!('asked' in result)) throw new Error('nothing was asked');
  expect(bank.answer(credentials, result.asked, { answer: ' ' })).toMatchObject({
    asked: { problem: 'MISSING' },
  });
});

test('some phrases log in well and fail later', () => {
  expect(laterOf('demo')).toEqual({ declines: null, tokenExpired: false, fundsGone: false });
  expect(laterOf('ExpiredSplitToken')?.tokenExpired).toBe(true);
  expect(laterOf('NotEnoughFundsOnRefresh')?.fundsGone).toBe(true);
  expect(
    accounts('tckerror').map(({ declines }) => [declines?.status, declines?.thirdPartyDeclineCode]),
  ).toEqual([
    ['SW054', null],
    ['SW055', expect.stringMatching(/^TCK-/)],
    ['SW056', null],
  ]);
  expect(accounts('InvalidRouteCode')[0]?.declines?.status).toBe('SW056');
});

test.each([
  ['10002', 'SW054', '1'],
  ['40000', 'SW054', '4'],
  ['50006', 'SW055', '5'],
  ['160000', 'SW055', '16'],
  ['90000', 'SW056', '9'],
  ['100000', 'SW056', '10'],
  ['110001', 'SW057', '11'],
  ['120000', 'SW021', '12'],
])('extendedreasoncode_%s is %s with reason %s', (code, status, reasonCode) => {
  expect(laterOf(`extendedreasoncode_${code}`)?.declines).toMatchObject({
    status,
    reasonCode,
    extendedReason: code,
  });
});

test('a slow bank is slow for half a minute at most, a time-out for a minute', () => {
  const delay = (userName: string, passPhrase: string) =>
    bank.login({ bank: demo, userName, passPhrase }).delayMs;
  expect(delay('Sleep', '4')).toBe(4_000);
  expect(delay('Sleep', '600')).toBe(30_000);
  expect(delay('player', '4')).toBe(0);
  expect(delay('RandomAccWithSleep', '2')).toBe(2_000);
  expect(delay('player', 'RandomAccWithSleep3')).toBe(3_000);
  expect(delay('player', 'TimeoutError')).toBe(60_000);
});

test('FICWarning has the usual accounts and something for the log', () => {
  const told = bank.login({ bank: demo, userName: 'player', passPhrase: 'FICWarning' });
  expect(told.warning).toContain('warn');
  expect(told.result).toHaveProperty('accounts.length', 2);
});
