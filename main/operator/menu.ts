/**
 * The operator menu as a state machine: who is using it, and what follows. Pure. Writing down comes first among the
 * effects of a step: what cannot be logged does not happen.
 */
import type { OperatorCommand, OperatorPageName } from '../../preload/operator.ts';
import type { AuditEvent } from './audit.ts';
import { LONGEST_CODE } from '../settings/code-hash.ts';

export type MenuState =
  | { at: 'closed' }
  | { at: 'off' }
  | { at: 'unlogged'; problem: string }
  | { at: 'locked' }
  | { at: 'code'; entered: string; checking: boolean; wrong: boolean }
  | {
      at: 'open';
      operator: string;
      page: OperatorPageName;
      /** A command that is not confirmed yet; null: none. */
      asked: OperatorCommand | null;
    };

/** Whether the menu may be entered at all, when it is asked for. */
export type Standing = 'off' | 'locked' | 'ready';

export type MenuEvent =
  | { type: 'asked'; by: 'key' | 'gesture'; standing: Standing }
  | { type: 'digit'; digit: string }
  | { type: 'erase' }
  | { type: 'enter' }
  /** The answer to the effect `check`: whose code it is. @property attemptsLeft before this one, itself included. */
  | { type: 'checked'; operator: string | null; attemptsLeft: number }
  | { type: 'page'; page: OperatorPageName }
  /** @property offered whether the page that is open offers it. */
  | { type: 'do'; command: OperatorCommand; offered: boolean }
  | { type: 'confirm' }
  | { type: 'cancel' }
  | { type: 'leave' }
  /** Nobody touched anything for as long as the menu may stay open. */
  | { type: 'idle' }
  | { type: 'logFailed'; problem: string };

export type MenuEffect =
  | { effect: 'log'; event: AuditEvent; operator: string | null; detail: string }
  | { effect: 'check'; code: string }
  | { effect: 'opened'; page: OperatorPageName }
  | { effect: 'do'; command: OperatorCommand; operator: string };

export interface Step {
  state: MenuState;
  effects: MenuEffect[];
}

const CLOSED: MenuState = { at: 'closed' };
const FIRST_PAGE: OperatorPageName = 'overview';

/** These cannot be undone. */
const askedTwice: ReadonlySet<OperatorCommand> = new Set(['acceptBoard', 'settleByHand', 'beginJournal']);

export function step(state: MenuState, event: MenuEvent): Step {
  if (event.type === 'logFailed') return to({ at: 'unlogged', problem: event.problem });
  switch (state.at) {
    case 'closed':
      return event.type === 'asked' ? ask(event) : to(state);
    case 'off':
    case 'unlogged':
    case 'locked':
      return event.type === 'leave' || event.type === 'idle' ? to(CLOSED) : to(state);
    case 'code':
      return atCode(state, event);
    case 'open':
      return atOpen(state, event);
  }
}

function ask({ by, standing }: Extract<MenuEvent, { type: 'asked' }>): Step {
  if (standing === 'ready') {
    return to({ at: 'code', entered: '', checking: false, wrong: false }, log('asked', null, by));
  }
  return to({ at: standing }, log('turnedAway', null, `${by}, the menu is ${standing}`));
}

function atCode(state: Extract<MenuState, { at: 'code' }>, event: MenuEvent): Step {
  if (event.type === 'checked') return checked(event);
  if (state.checking) return to(state); // nobody leaves before a wrong code is written down
  if (event.type === 'leave' || event.type === 'idle') return to(CLOSED);
  switch (event.type) {
    case 'digit':
      if (state.entered.length >= LONGEST_CODE) return to(state);
      return to({ ...state, entered: state.entered + event.digit, wrong: false });
    case 'erase':
      return to({ ...state, entered: state.entered.slice(0, -1) });
    case 'enter':
      if (state.entered === '') return to(state);
      return to({ ...state, entered: '', checking: true }, { effect: 'check', code: state.entered });
    case 'asked':
    case 'page':
    case 'do':
    case 'confirm':
    case 'cancel':
    case 'logFailed':
      return to(state);
  }
}

function checked({ operator, attemptsLeft }: Extract<MenuEvent, { type: 'checked' }>): Step {
  if (operator !== null) {
    const state: MenuState = { at: 'open', operator, page: FIRST_PAGE, asked: null };
    return to(state, log('entered', operator, ''), { effect: 'opened', page: FIRST_PAGE });
  }
  const refusal = log('wrongCode', null, `${attemptsLeft - 1} attempts left`);
  if (attemptsLeft > 1) return to({ at: 'code', entered: '', checking: false, wrong: true }, refusal);
  return to({ at: 'locked' }, refusal, log('locked', null, ''));
}

function atOpen(state: Extract<MenuState, { at: 'open' }>, event: MenuEvent): Step {
  const { operator } = state;
  switch (event.type) {
    case 'page': {
      const logged = event.page === 'acceptor' && state.page !== 'acceptor';
      return to(
        { ...state, page: event.page, asked: null },
        ...(logged ? [log('acceptorTest', operator, 'begun')] : []),
        { effect: 'opened', page: event.page },
      );
    }
    case 'do':
      if (!event.offered) return to(state);
      if (askedTwice.has(event.command)) return to({ ...state, asked: event.command });
      return to(state, { effect: 'do', command: event.command, operator });
    case 'confirm':
      if (state.asked === null) return to(state);
      return to({ ...state, asked: null }, { effect: 'do', command: state.asked, operator });
    case 'cancel':
      return to({ ...state, asked: null });
    case 'leave':
      return to(CLOSED, log('left', operator, ''));
    case 'idle':
      return to(CLOSED, log('left', operator, 'nobody touched it any more'));
    case 'asked':
    case 'digit':
    case 'erase':
    case 'enter':
    case 'checked':
    case 'logFailed':
      return to(state);
  }
}

function log(event: AuditEvent, operator: string | null, detail: string): MenuEffect {
  return { effect: 'log', event, operator, detail };
}

function to(state: MenuState, ...effects: MenuEffect[]): Step {
  return { state, effects };
}
