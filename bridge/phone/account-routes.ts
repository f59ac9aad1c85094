/**
 * The page of a phone's accounts, below a code of ours. What is shown is that of the phone's cookie, whichever code it came by. To
 * put an account on file the code must be alive when the page is opened; to look, to forget and to tell a code that came days
 * later it need not be. By one code, a phone adds one account at its bank, and one by numbers.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, type Static } from 'typebox';
import type { AccountPage } from '../rails/account-page.ts';
import type { BankLoginData } from '../rails/pay-page.ts';
import { readNumbers } from './account-numbers.ts';
import {
  accountsPage,
  accountsRefreshS,
  bankPage,
  elsewherePage,
  numbersPage,
  type AccountNews,
  type AddForm,
  type NumbersForm,
} from './accounts-page.ts';
import { ACCOUNTS_PATH, accountsAt, Code, codeAt, loginIdOf, returnToAccounts } from './code-address.ts';
import { tellRefused } from './confirmation.ts';
import { FORM_LIFE_MS, requirePayer, requireTicket } from './form-ticket.ts';
import { requireLive, requireOurs } from './live-code.ts';
import { PAGE_DOCUMENTS } from './page-documents.ts';
import { PASSKEY_LENGTH } from './passkey-answers.ts';
import type { AtPayment } from './passkey-questions.ts';
import { PageRefusal } from './refusal.ts';
import { sendPage } from './send-page.ts';
import type { Around } from './show-form.ts';

const closed = { additionalProperties: false } as const;
const Ticket = Type.String({ maxLength: 200 });
const Passkey = Type.Optional(Type.String({ maxLength: PASSKEY_LENGTH }));
const Typed = Type.String({ maxLength: 200 });
const CameFrom = Type.Enum(['bank', 'cancelled', 'numbers', 'told-before', 'not-taken', 'not-confirmed']);
const Shown = Type.Object({ from: Type.Optional(CameFrom) });
const Ticketed = Type.Object({ ticket: Ticket }, closed);
const Add = Type.Object({ ticket: Ticket, passkey: Passkey }, closed);
const Numbers = Type.Object(
  { ticket: Ticket, passkey: Passkey, holder: Typed, routing: Typed, number: Typed, kind: Typed },
  closed,
);
const OfAccount = Type.Object(
  { ...Code.properties, accountId: Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' }) },
  closed,
);

const at = { params: Code };
const ROUTES = {
  list: { schema: { ...at, querystring: Shown }, config: { document: PAGE_DOCUMENTS.accounts } },
  add: { schema: { ...at, body: Add }, config: { document: PAGE_DOCUMENTS.addAccount } },
  bank: { schema: at, config: { document: PAGE_DOCUMENTS.addAtBank } },
  code: { schema: { params: OfAccount, body: Ticketed }, config: { document: PAGE_DOCUMENTS.tellCode } },
  form: { schema: at, config: { document: PAGE_DOCUMENTS.numbersForm } },
  numbers: { schema: { ...at, body: Numbers }, config: { document: PAGE_DOCUMENTS.tellNumbers } },
  returned: { schema: at, config: { document: PAGE_DOCUMENTS.accountReturned } },
  cancelled: { schema: at, config: { document: PAGE_DOCUMENTS.accountLeft } },
};

export function accountRoutes(
  { ports, settings, visitors }: Around,
  accountPage: AccountPage,
): FastifyPluginAsyncTypebox {
  const { pages, keys, passkeys, casino } = ports;
  const { payPage } = pages;
  const backTo = (reply: FastifyReply, code: Code, from: Static<typeof CameFrom>) =>
    reply.redirect(`${accountsAt(code)}?from=${from}`, 303);

  const codeLoginOf = (payer: string, accountId: string, code: Code) =>
    loginIdOf(keys, `code ${accountId}`, payer, code);

  /** What a form of this phone at this code carries; null: no cookie opens accounts here, and the phone has no passkey. */
  async function addForm(login: AtPayment, untilMs: number): Promise<AddForm | null> {
    const openedBy = await passkeys.openedBy(login.payer);
    if (openedBy === 'nothing') return null;
    const asks = openedBy === 'passkey';
    return {
      ticket: keys.ticketFor(login.payer, login.fundingId, untilMs),
      question: asks ? await passkeys.toConfirm('account', login, untilMs) : null,
    };
  }

  /** `done`: the same form was sent twice. */
  async function confirmed(request: FastifyRequest, login: AtPayment, passkey: string) {
    const openedBy = await passkeys.openedBy(login.payer);
    if (openedBy !== 'passkey') return openedBy === 'cookie' ? 'yes' : 'no';
    if (passkey === '') return 'no';
    const said = await passkeys.answer('account', login, passkey);
    if (said.kind === 'refused') tellRefused(ports, request, said.why);
    if (said.kind === 'answered-before') return 'done';
    return said.kind === 'answered' ? 'yes' : 'no';
  }

  async function newsOf(
    from: Static<typeof CameFrom> | undefined,
    at: { readonly payer: string; readonly login: string; readonly numbers: string },
    hasAccounts: boolean,
  ): Promise<AccountNews | null> {
    switch (from) {
      case undefined:
      case 'cancelled':
        return null;
      case 'bank':
        return !hasAccounts && (await accountPage.isAtBank(at.payer, at.login)) ? 'waiting' : null;
      case 'not-taken':
        return 'notTaken';
      case 'told-before':
        return 'toldBefore';
      case 'not-confirmed':
        return 'notConfirmed';
      case 'numbers': {
        const told = await accountPage.numbersTold(at.payer, at.numbers);
        if (told === 'on-file') return 'added';
        if (told === 'asking') return 'asking';
        return told === null ? null : 'notTaken';
      }
    }
  }

  function showBank(
    request: FastifyRequest<{ Params: Code }>,
    reply: FastifyReply,
    login: BankLoginData,
    isCode: boolean,
  ): FastifyReply {
    const { language } = visitors.of(request);
    const opensByItself = Object.keys(request.query ?? {}).length === 0;
    const page = bankPage(language, { login, path: accountsAt(request.params), isCode, opensByItself });
    return sendPage(reply, page, { language, casino, scripts: { rail: login.script } });
  }

  function showNumbers(request: FastifyRequest, reply: FastifyReply, form: NumbersForm): FastifyReply {
    const { language } = visitors.of(request);
    const scripts = form.question === null ? 'none' : 'own';
    return sendPage(reply, numbersPage(language, form), { language, casino, scripts });
  }

  return async (app) => {
    app.get(ACCOUNTS_PATH, ROUTES.list, async (request, reply) => {
      const { params: code, query } = request;
      const isLive = requireOurs(ports, request, code);
      const { payer, language } = visitors.known(request, reply);
      const login = { payer, fundingId: loginIdOf(keys, 'verify', payer, code) };
      const numbers = loginIdOf(keys, 'numbers', payer, code);
      const accounts = await accountPage.accountsOf(payer);
      const news = await newsOf(query.from, { payer, login: login.fundingId, numbers }, accounts.length > 0);
      const form = isLive ? await addForm(login, Date.now() + FORM_LIFE_MS) : null;
      const shown = {
        path: accountsAt(code),
        payAt: isLive ? codeAt(code) : null,
        // What was asked for meanwhile is there now.
        accounts: news === 'added' ? await accountPage.accountsOf(payer) : accounts,
        news,
        add: form ?? (isLive ? ('by-paying' as const) : ('by-code' as const)),
        takesNumbers: accountPage.takesNumbers,
        codeTicket: (accountId: string) =>
          keys.ticketFor(payer, codeLoginOf(payer, accountId, code), Date.now() + FORM_LIFE_MS),
      };
      const seconds = accountsRefreshS(shown);
      if (seconds !== null) reply.header('refresh', seconds);
      const scripts = form?.question ? 'own' : 'none';
      return sendPage(reply, accountsPage(language, shown), { language, casino, scripts });
    });

    app.post(ACCOUNTS_PATH, ROUTES.add, async (request, reply) => {
      const { params: code, body } = request;
      const payer = requirePayer(visitors, request);
      const reference = loginIdOf(keys, 'verify', payer, code);
      const login = { payer, fundingId: reference };
      requireTicket(keys, login, body.ticket);
      const said = await confirmed(request, login, body.passkey ?? '');
      if (said === 'no') return backTo(reply, code, 'not-confirmed');
      if (said === 'yes') await accountPage.begin(payer, reference);
      return reply.redirect(`${accountsAt(code)}/bank`, 303);
    });

    app.get(`${ACCOUNTS_PATH}/bank`, ROUTES.bank, async (request, reply) => {
      const { params: code } = request;
      const { payer } = visitors.known(request, reply);
      const reference = loginIdOf(keys, 'verify', payer, code);
      const login = await accountPage.login(payer, reference, returnToAccounts(settings.url, code));
      return login === null ? reply.redirect(accountsAt(code), 303) : showBank(request, reply, login, false);
    });

    app.post(`${ACCOUNTS_PATH}/code/:accountId`, ROUTES.code, async (request, reply) => {
      const { accountId, ...code } = request.params;
      requireOurs(ports, request, code);
      const payer = requirePayer(visitors, request);
      const reference = codeLoginOf(payer, accountId, code);
      requireTicket(keys, { payer, fundingId: reference }, request.body.ticket);
      const back = returnToAccounts(settings.url, code);
      const login = await accountPage.tellCode(payer, accountId, reference, back);
      return login === null ? reply.redirect(accountsAt(code), 303) : showBank(request, reply, login, true);
    });

    app.get(`${ACCOUNTS_PATH}/numbers`, ROUTES.form, async (request, reply) => {
      const { params: code } = request;
      if (!accountPage.takesNumbers) throw new PageRefusal('NOTHING_HERE');
      requireLive(ports, request, code);
      const { payer } = visitors.known(request, reply);
      const login = { payer, fundingId: loginIdOf(keys, 'numbers', payer, code) };
      const form = await addForm(login, Date.now() + FORM_LIFE_MS);
      if (form === null) return reply.redirect(accountsAt(code), 303);
      return showNumbers(request, reply, { ...form, path: accountsAt(code), wrong: null });
    });

    app.post(`${ACCOUNTS_PATH}/numbers`, ROUTES.numbers, async (request, reply) => {
      const { params: code, body } = request;
      if (!accountPage.takesNumbers) throw new PageRefusal('NOTHING_HERE');
      const payer = requirePayer(visitors, request);
      const reference = loginIdOf(keys, 'numbers', payer, code);
      const login = { payer, fundingId: reference };
      const untilMs = requireTicket(keys, login, body.ticket);
      const again = async (wrong: NumbersForm['wrong']) => {
        const form = await addForm(login, untilMs);
        if (form === null) return reply.redirect(accountsAt(code), 303);
        return showNumbers(request, reply.code(400), { ...form, path: accountsAt(code), wrong });
      };
      const numbers = readNumbers(body);
      if (typeof numbers === 'string') return again(numbers);
      const said = await confirmed(request, login, body.passkey ?? '');
      if (said === 'no') return again('notConfirmed');
      if (said === 'done') return backTo(reply, code, 'numbers');
      const told = await accountPage.tellNumbers(payer, reference, numbers);
      if (told === 'told-before') return backTo(reply, code, told);
      return backTo(reply, code, told === 'not-on-file' ? 'not-taken' : 'numbers');
    });

    for (const way of ['returned', 'cancelled'] as const) {
      app.get(`${ACCOUNTS_PATH}/${way}`, ROUTES[way], async (request, reply) => {
        const { params: code, url: asked } = request;
        const { payer, language } = visitors.of(request);
        const back = returnToAccounts(settings.url, code);
        const query = asked.slice(asked.indexOf('?') + 1);
        const said = await payPage.returned(way === 'returned' ? back.done : back.cancelled, query, payer);
        if (said.kind === 'not-signed') return reply.redirect(accountsAt(code), 303);
        if (!said.isAuthorized) return backTo(reply, code, 'cancelled');
        // The app of a bank may open another browser than the one that was sent there.
        if (!said.isOfPayer)
          return sendPage(reply, elsewherePage(language), { language, casino, scripts: 'none' });
        return backTo(reply, code, 'bank');
      });
    }
  };
}
