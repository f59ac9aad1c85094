import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { CodeKeeper } from '../code/code-keeper.ts';
import { codeAt } from '../code/life.ts';
import type { Journal } from '../journal/journal.ts';
import type { EgmLink } from '../link/egm-link.ts';
import type { OperatorDesk } from '../operator/operator-desk.ts';
import type { Settings } from '../settings/settings.ts';
import { openTransfer } from '../transfer/open-transfer.ts';
import type { TransferDesk } from '../transfer/transfer-desk.ts';
import type { GlassContent } from './glass.ts';
import type { KioskFacts } from './kiosk-facts.ts';
import type { Presentation } from './presentation.ts';
import { screenOf } from './screen.ts';
import type { TechnicianCode } from './technician-codes.ts';
import { blocker, codeBlocker } from './unavailable.ts';

export interface KioskViewPorts {
  settings: Settings;
  journal: Journal;
  /** Whatever is plugged in, and the same as far as it may be used. */
  cabinet: { readonly status: CabinetStatus };
  inService: { readonly status: CabinetStatus };
  link: EgmLink;
  code: CodeKeeper;
  transfers: TransferDesk;
  presentation: Presentation;
  operator: OperatorDesk;
  /** By the CMS. */
  machineEnabled: () => boolean;
}

/**
 * The kiosk as it is at one instant: what it may do, and what is on its glass. `now` is in monotonic milliseconds; who
 * asks more than one thing gives them all the same.
 */
export class KioskView {
  readonly #ports: KioskViewPorts;

  constructor(ports: KioskViewPorts) {
    this.#ports = ports;
  }

  /** All but what the operator menu shows, which tells of these. */
  #machineFacts(now: number): Omit<KioskFacts, 'operator'> {
    const { journal, cabinet, inService, link, code, transfers, presentation, operator } = this.#ports;
    const shown = codeAt(code.state, now);
    const { adding, open } = transfers.underWay;
    return {
      link: link.state,
      machineEnabled: this.#ports.machineEnabled(),
      attended: operator.isOnTheGlass || operator.hasTheMachine,
      cabinet: inService.status,
      journalSound: journal.problem === null,
      agreement: transfers.agreement,
      code:
        shown === null
          ? null
          : { url: shown.url, lifetimeMs: shown.lifetimeMs, remainingMs: shown.expiresAt - now },
      codeTrouble: code.state.trouble,
      adding,
      open: openTransfer(open, cabinet.status),
      ...presentation.facts(now),
    };
  }

  /** Whether a scan could lead to a credit (G1), and somebody may want to scan. */
  wantsCode(now: number): boolean {
    const facts = this.#machineFacts(now);
    return blocker(facts) === null && facts.open === null && !facts.inviting;
  }

  /** Cash needs no link: the journal keeps what the bridge has yet to hear of. */
  takesNotes(): boolean {
    const { journal, inService, operator, machineEnabled } = this.#ports;
    const { status } = inService;
    const attended = operator.isOnTheGlass || operator.hasTheMachine;
    const playable = status.connection === 'ready' && status.conditions.length === 0;
    return journal.problem === null && machineEnabled() && !attended && playable;
  }

  /** What stands between the machine and a code, whoever attends to it; null: nothing. */
  trouble(now: number): TechnicianCode | null {
    const facts = this.#machineFacts(now);
    const blocked = blocker({ ...facts, attended: false });
    if (blocked !== null) return blocked;
    return facts.codeTrouble === null ? null : codeBlocker(facts.codeTrouble);
  }

  content(now: number): GlassContent {
    const { settings, inService, presentation, operator } = this.#ports;
    const { status } = inService;
    const { widthMm, heightMm } = settings.display;
    return {
      screen: screenOf({ ...this.#machineFacts(now), operator: operator.view() }),
      locale: presentation.locale(now),
      asset: settings.link.asset,
      acceptedNotes:
        status.connection === 'ready' && this.takesNotes() && status.acceptor !== 'CASHBOX_FULL'
          ? status.acceptedNotes.map((minor) => ({ minor, currency: status.currency }))
          : [],
      responsibleGambling: { helpline: settings.glass.helpline },
      display: widthMm === null || heightMm === null ? null : { widthMm, heightMm },
      trial: settings.cabinet.kind === 'virtual' ? 'DEMO' : null,
    };
  }
}
