import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { Machine } from '../../hardware/machine/machine.ts';
import type {
  OperatorAction,
  OperatorCommand,
  OperatorMenu,
  OperatorPageName,
} from '../../preload/operator.ts';
import type { BoardInService } from '../cabinet/board-in-service.ts';
import type { MachineClock } from '../../hardware/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { OperatorSettings } from '../settings/settings.ts';
import type { OperatorAudit } from './audit.ts';
import { BoardFindings } from './board-findings.ts';
import { isCodeOf } from '../settings/code-hash.ts';
import { carryOut, type CommandPorts } from './commands.ts';
import { step, type MenuEffect, type MenuEvent, type MenuState, type Standing } from './menu.ts';
import { OperatorLog } from './operator-log.ts';
import { pageOf } from './pages/page-of.ts';
import type { PageSources } from './pages/sources.ts';
import { questionBefore } from './questions.ts';

export interface OperatorPorts {
  settings: OperatorSettings;
  audit: OperatorAudit;
  machine: Machine;
  inService: BoardInService;
  journal: Journal;
  clock: MachineClock;
  logger: Logger;
  commands: Pick<CommandPorts, 'acceptBoard' | 'settleByHand' | 'beginNewJournal'>;
  /** The facts on the pages that other parts know. */
  surroundings: () => Pick<
    PageSources,
    'settings' | 'rejectedFile' | 'brandProblem' | 'product' | 'link' | 'trouble'
  >;
}

interface OperatorEvents {
  /** The menu on the glass or {@link Operator.hasTheMachine} changed. */
  changed: [];
}

/** Shorter than after a code was entered: it may be a player who opened the menu by chance. */
const NOBODY_LEAVES_AFTER_MS = 30_000;

/** The operator menu at this machine: runs the effects of menu.ts, and knows what its pages tell. */
export class Operator extends EventEmitter<OperatorEvents> {
  #state: MenuState = { at: 'closed' };
  #cancelLeave: () => void = () => undefined;
  readonly #log: OperatorLog;
  readonly #findings: BoardFindings;
  readonly #ports: OperatorPorts;

  constructor(ports: OperatorPorts) {
    super();
    this.#ports = ports;
    const { settings, machine } = ports;
    this.#log = new OperatorLog({
      ...ports,
      lockedForMs: settings.lockedForMs,
      onFailure: (problem) => this.#handle({ type: 'logFailed', problem }),
    });
    this.#findings = new BoardFindings({ ...ports, onChange: () => this.emit('changed') });
    machine.attendantKey?.on('turned', () => this.#asked('key'));
  }

  /** Whether something of the menu is on the glass, so that no code is [live-codes-only]. */
  get isOnTheGlass(): boolean {
    return this.#state.at !== 'closed';
  }

  /** Whether an operator is at the menu, or has taken the machine out of service: it then serves no player. */
  get hasTheMachine(): boolean {
    return this.#state.at === 'open' || this.#log.outOfService;
  }

  /** The menu for the glass; null while nothing of it is on the glass. */
  view(): OperatorMenu | null {
    const state = this.#state;
    switch (state.at) {
      case 'closed':
        return null;
      case 'off':
      case 'unlogged':
        return state;
      case 'locked':
        return { at: 'locked', until: this.#log.lockout.lockedUntil ?? this.#ports.clock.wallNow() };
      case 'code': {
        const { checking, wrong, entered } = state;
        return {
          at: 'code',
          entered: entered.length,
          checking,
          wrong,
          attemptsLeft: this.#log.lockout.attemptsLeft,
        };
      }
      case 'open': {
        const sources = this.#sources();
        return {
          at: 'open',
          operator: state.operator,
          page: pageOf(state.page, sources),
          question: state.asked === null ? null : questionBefore(state.asked, sources),
        };
      }
    }
  }

  act(action: OperatorAction): void {
    switch (action.act) {
      case 'open':
        if (this.#ports.settings.opensBy === 'keyOrGesture') this.#asked('gesture');
        return;
      case 'stay':
        this.#leaveLater();
        return;
      case 'do':
        this.#handle({ type: 'do', command: action.command, offered: this.#offers(action.command) });
        return;
      case 'confirm': {
        const command = this.#state.at === 'open' ? this.#state.asked : null;
        this.#handle({ type: command !== null && this.#offers(command) ? 'confirm' : 'cancel' });
        return;
      }
      case 'digit':
        this.#handle({ type: 'digit', digit: action.digit });
        return;
      case 'page':
        this.#handle({ type: 'page', page: action.page });
        return;
      case 'erase':
      case 'enter':
      case 'cancel':
      case 'leave':
        this.#handle({ type: action.act });
    }
  }

  stop(): void {
    this.#cancelLeave();
    this.#findings.testNotes(false);
  }

  #asked(by: 'key' | 'gesture'): void {
    this.#handle({ type: 'asked', by, standing: this.#standing() });
  }

  #handle(event: MenuEvent): void {
    const { state, effects } = step(this.#state, event);
    if (!this.#written(effects)) return;
    this.#state = state;
    this.#findings.testNotes(state.at === 'open' && state.page === 'acceptor');
    if (state.at === 'closed') this.#findings.forget();
    for (const effect of effects) this.#run(effect);
    this.#leaveLater();
    this.emit('changed');
  }

  /** Nothing is done that is not written down. @returns whether it is. */
  #written(effects: MenuEffect[]): boolean {
    return effects.every(
      (effect) => effect.effect !== 'log' || this.#log.write(effect.event, effect.operator, effect.detail),
    );
  }

  #run(effect: MenuEffect): void {
    switch (effect.effect) {
      case 'log':
        return; // written already
      case 'check':
        void this.#check(effect.code);
        return;
      case 'opened':
        this.#opened(effect.page);
        return;
      case 'do':
        this.#do(effect.command, effect.operator);
    }
  }

  #opened(page: OperatorPageName): void {
    if (page === 'meters') this.#findings.countNotes();
    if (page === 'transfers' && this.#ports.journal.problem !== null) this.#findings.readHistory();
  }

  #do(command: OperatorCommand, operator: string): void {
    const { machine, journal, commands } = this.#ports;
    carryOut(command, operator, {
      ...commands,
      machine,
      journal,
      log: (event, detail) => this.#log.write(event, operator, detail),
      selfTest: () => this.#findings.testBoard(),
    });
  }

  /** Whether the page that is open offers this command now. */
  #offers(command: OperatorCommand): boolean {
    const view = this.view();
    return view?.at === 'open' && view.page.commands.some((offered) => offered.command === command);
  }

  async #check(code: string): Promise<void> {
    const matches = await Promise.all(
      this.#ports.settings.codes.map(async ({ name, hash }) => ((await isCodeOf(code, hash)) ? name : null)),
    );
    const operator = matches.find((name) => name !== null) ?? null;
    this.#handle({ type: 'checked', operator, attemptsLeft: this.#log.lockout.attemptsLeft });
  }

  #standing(): Standing {
    if (this.#ports.settings.codes.length === 0) return 'off';
    return this.#log.lockout.lockedUntil === null ? 'ready' : 'locked';
  }

  #sources(): PageSources {
    const { machine, inService, journal, surroundings } = this.#ports;
    return {
      ...surroundings(),
      startedAt: this.#log.startedAt,
      cabinet: machine.status,
      has: { noteAcceptor: machine.noteAcceptor !== null, selfTest: machine.diagnostics !== null },
      inService: { status: inService.status, accepted: inService.accepted, isOlder: inService.isOlder },
      journal,
      outOfService: this.#log.outOfService,
      log: this.#log.entries().toReversed(),
      findings: this.#findings.present,
    };
  }

  #leaveLater(): void {
    const { clock, settings } = this.#ports;
    this.#cancelLeave();
    if (this.#state.at === 'closed') return;
    const ms = this.#state.at === 'open' ? settings.leaveAfterMs : NOBODY_LEAVES_AFTER_MS;
    this.#cancelLeave = clock.after(ms, () => this.#handle({ type: 'idle' }));
  }
}
