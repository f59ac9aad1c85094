import type { Logger } from 'pino';
import type { Cabinet } from '../../hardware/cabinet.ts';
import type { OperatorAction, OperatorDeed, OperatorMenu, OperatorPageName } from '../../preload/operator.ts';
import type { BoardInService } from '../cabinet/board-in-service.ts';
import type { Clock } from '../clock/clock.ts';
import type { Journal } from '../journal/journal.ts';
import type { OperatorSettings } from '../settings/settings.ts';
import { orNull } from '../transfer/or-null.ts';
import { AuditError, type AuditEvent, type OperatorAudit } from './audit.ts';
import { isCodeOf } from './code-hash.ts';
import { carryOut, type DeedPorts } from './deeds.ts';
import { lockoutAt, type Lockout } from './lockout.ts';
import { step, type MenuEffect, type MenuEvent, type MenuState, type Standing } from './machine.ts';
import { pageOf } from './pages/page-of.ts';
import { SHOWN, type Findings, type PageSources } from './pages/sources.ts';
import { questionBefore } from './questions.ts';

export interface OperatorDeskPorts {
  settings: OperatorSettings;
  audit: OperatorAudit;
  cabinet: Cabinet;
  inService: BoardInService;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  deeds: Pick<DeedPorts, 'acceptBoard' | 'handOver' | 'beginNewJournal'>;
  /** What the pages tell that others know. */
  surroundings: () => Pick<PageSources, 'settings' | 'product' | 'link' | 'trouble'>;
  onChange: () => void;
}

/** Shorter than for who is in: it may be a player who came here by chance. */
const NOBODY_LEAVES_AFTER_MS = 30_000;

const nothingFound: Findings = { selfTest: null, noteCounts: null, boardHistory: null, testedNotes: [] };

/** The operator menu at this machine: runs the effects of its machine (machine.ts), and knows what its pages tell. */
export class OperatorDesk {
  #state: MenuState = { at: 'closed' };
  #findings: Findings = nothingFound;
  #cancelLeave: () => void = () => undefined;
  readonly #startedAt: number;
  readonly #ports: OperatorDeskPorts;

  constructor(ports: OperatorDeskPorts) {
    this.#ports = ports;
    this.#startedAt = ports.clock.wallNow();
    ports.cabinet.on('attendant', () =>
      this.#handle({ type: 'asked', by: 'key', standing: this.#standing() }),
    );
    ports.cabinet.on('note', (note) => {
      if (!this.#testsAcceptor) return;
      const testedNotes = [{ at: ports.clock.wallNow(), note }, ...this.#findings.testedNotes].slice(
        0,
        SHOWN,
      );
      this.#find({ testedNotes });
    });
  }

  /** Something of the menu is on the glass, so that no code is (G1). */
  get isOnTheGlass(): boolean {
    return this.#state.at !== 'closed';
  }

  /** Somebody who may is at the machine, or has taken it out of service: it serves no player. */
  get hasTheMachine(): boolean {
    return this.#state.at === 'open' || this.#outOfService;
  }

  /** Null while nothing of it is on the glass. */
  view(): OperatorMenu | null {
    const state = this.#state;
    switch (state.at) {
      case 'closed':
        return null;
      case 'off':
      case 'unlogged':
        return state;
      case 'locked':
        return { at: 'locked', until: this.#lockout().lockedUntil ?? this.#ports.clock.wallNow() };
      case 'code': {
        const { checking, wrong, entered } = state;
        return {
          at: 'code',
          entered: entered.length,
          checking,
          wrong,
          attemptsLeft: this.#lockout().attemptsLeft,
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
        if (this.#ports.settings.opensBy === 'keyOrGesture') {
          this.#handle({ type: 'asked', by: 'gesture', standing: this.#standing() });
        }
        return;
      case 'stay':
        this.#leaveLater();
        return;
      case 'do':
        this.#handle({ type: 'do', deed: action.deed, offered: this.#offers(action.deed) });
        return;
      case 'confirm': {
        const deed = this.#state.at === 'open' ? this.#state.asked : null;
        this.#handle({ type: deed !== null && this.#offers(deed) ? 'confirm' : 'cancel' });
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
    if (this.#testsAcceptor) this.#ports.cabinet.testNotes(false);
  }

  #handle(event: MenuEvent): void {
    const tested = this.#testsAcceptor;
    const { state, effects } = step(this.#state, event);
    if (!this.#written(effects)) return;
    this.#state = state;
    if (tested !== this.#testsAcceptor) this.#ports.cabinet.testNotes(this.#testsAcceptor);
    if (state.at === 'closed') this.#findings = nothingFound;
    for (const effect of effects) this.#run(effect);
    this.#leaveLater();
    this.#ports.onChange();
  }

  /** Nothing is done that is not written down. @returns whether it is. */
  #written(effects: MenuEffect[]): boolean {
    for (const effect of effects) {
      if (effect.effect === 'log' && !this.#log(effect.event, effect.operator, effect.detail)) return false;
    }
    return true;
  }

  #log(event: AuditEvent, operator: string | null, detail: string): boolean {
    const { audit, clock, logger } = this.#ports;
    logger.info({ event: `operator.${event}`, operator, detail });
    try {
      audit.append({ at: clock.wallNow(), event, operator, detail });
      return true;
    } catch (error) {
      this.#logFailed(error);
      return false;
    }
  }

  #logFailed(error: unknown): void {
    if (!(error instanceof AuditError)) throw error;
    this.#ports.logger.error({ event: 'operator.unlogged', err: error }, 'the operator menu is shut');
    this.#handle({ type: 'logFailed', problem: error.message });
  }

  #run(effect: MenuEffect): void {
    switch (effect.effect) {
      case 'log':
        return; // written already
      case 'check':
        this.#inTheBackground(async () => {
          const operator = await this.#operatorOf(effect.code);
          const { attemptsLeft } = this.#lockout();
          this.#handle({ type: 'checked', operator, attemptsLeft });
        });
        return;
      case 'opened':
        this.#opened(effect.page);
        return;
      case 'do':
        this.#do(effect.deed, effect.operator);
    }
  }

  #opened(page: OperatorPageName): void {
    const { cabinet, journal } = this.#ports;
    if (page === 'meters') {
      this.#inTheBackground(async () => this.#find({ noteCounts: await orNull(cabinet.noteCounts()) }));
    }
    if (page === 'transfers' && journal.problem !== null) {
      this.#inTheBackground(async () => this.#find({ boardHistory: await orNull(cabinet.history(SHOWN)) }));
    }
  }

  #do(deed: OperatorDeed, operator: string): void {
    const { cabinet, journal, deeds } = this.#ports;
    carryOut(deed, operator, {
      ...deeds,
      cabinet,
      journal,
      log: (event, detail) => this.#log(event, operator, detail),
      selfTest: () => {
        this.#find({ selfTest: 'running' });
        this.#inTheBackground(async () =>
          this.#find({ selfTest: (await orNull(cabinet.selfTest())) ?? 'noAnswer' }),
        );
      },
    });
  }

  /** Whether the page that is open offers this deed now. */
  #offers(deed: OperatorDeed): boolean {
    const view = this.view();
    return view?.at === 'open' && view.page.deeds.some((offered) => offered.deed === deed);
  }

  async #operatorOf(code: string): Promise<string | null> {
    const matches = await Promise.all(
      this.#ports.settings.codes.map(async ({ name, hash }) => ((await isCodeOf(code, hash)) ? name : null)),
    );
    return matches.find((name) => name !== null) ?? null;
  }

  #standing(): Standing {
    if (this.#ports.settings.codes.length === 0) return 'off';
    return this.#lockout().lockedUntil === null ? 'ready' : 'locked';
  }

  #lockout(): Lockout {
    const { settings, clock } = this.#ports;
    const times = { now: clock.wallNow(), startedAt: this.#startedAt };
    return lockoutAt(this.#entries(), settings.lockedForMs, times);
  }

  /** It is written down, so it outlives the process. */
  get #outOfService(): boolean {
    const last = this.#entries().findLast(({ event }) => event === 'outOfService' || event === 'inService');
    return last?.event === 'outOfService';
  }

  get #testsAcceptor(): boolean {
    return this.#state.at === 'open' && this.#state.page === 'acceptor';
  }

  #entries(): ReturnType<OperatorAudit['entries']> {
    try {
      return this.#ports.audit.entries();
    } catch (error) {
      if (error instanceof AuditError) return []; // appending fails as well, and shuts the menu
      throw error;
    }
  }

  #sources(): PageSources {
    const { cabinet, inService, journal, surroundings } = this.#ports;
    return {
      ...surroundings(),
      startedAt: this.#startedAt,
      cabinet: cabinet.status,
      inService: { status: inService.status, accepted: inService.accepted },
      journal,
      outOfService: this.#outOfService,
      log: this.#entries().toReversed(),
      findings: this.#findings,
    };
  }

  #find(findings: Partial<Findings>): void {
    if (this.#state.at !== 'open') return;
    this.#findings = { ...this.#findings, ...findings };
    this.#ports.onChange();
  }

  #leaveLater(): void {
    const { clock, settings } = this.#ports;
    this.#cancelLeave();
    if (this.#state.at === 'closed') return;
    const ms = this.#state.at === 'open' ? settings.leaveAfterMs : NOBODY_LEAVES_AFTER_MS;
    this.#cancelLeave = clock.after(ms, () => this.#handle({ type: 'idle' }));
  }

  /** What fails in it is a defect, and ends the process as an unhandled rejection. */
  #inTheBackground(work: () => Promise<void>): void {
    void work();
  }
}
