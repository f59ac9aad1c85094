import { isSimulated } from '../../hardware/machine-kinds.ts';
import type { GlassBrand } from '../../preload/contract.ts';
import type { CodeKeeper } from '../code/code-keeper.ts';
import { codeAt } from '../code/life.ts';
import type { Operator } from '../operator/operator.ts';
import { blocker } from '../readiness/blocker.ts';
import type { Readiness } from '../readiness/readiness.ts';
import type { Settings } from '../settings/settings.ts';
import type { Transfers } from '../transfer/transfers.ts';
import type { KioskFacts } from './kiosk-facts.ts';
import type { Presentation } from './presentation.ts';
import { screenOf } from './screen.ts';
import type { GlassContent } from './snapshots.ts';

export interface KioskViewPorts {
  settings: Settings;
  brand: GlassBrand | null;
  readiness: Readiness;
  code: CodeKeeper;
  transfers: Transfers;
  presentation: Presentation;
  operator: Operator;
}

/**
 * The kiosk as it is at one instant: what it may do, and what is on its glass. `now` is in monotonic milliseconds; a
 * caller that asks more than one question gives the same `now` with each.
 */
export class KioskView {
  readonly #ports: KioskViewPorts;

  constructor(ports: KioskViewPorts) {
    this.#ports = ports;
  }

  /** Whether a scan could lead to a credit [live-codes-only], and somebody may want to scan. */
  wantsCode(now: number): boolean {
    const { readiness, transfers, presentation } = this.#ports;
    const blocked = blocker({ ...readiness.facts, attended: this.#attended });
    return blocked === null && transfers.open === null && !presentation.facts(now).inviting;
  }

  /** Cash needs no link: the journal keeps what the bridge has not heard of yet. */
  takesNotes(): boolean {
    const { journalSound, machineEnabled, cabinet } = this.#ports.readiness.facts;
    const playable = cabinet.connection === 'ready' && cabinet.conditions.length === 0;
    return journalSound && machineEnabled && !this.#attended && playable;
  }

  content(now: number): GlassContent {
    const { settings, brand, readiness, presentation } = this.#ports;
    const { cabinet } = readiness.facts;
    const { widthMm, heightMm } = settings.display;
    return {
      screen: screenOf(this.#facts(now)),
      locale: presentation.locale(now),
      asset: settings.link.asset,
      acceptedNotes:
        cabinet.connection === 'ready' && this.takesNotes() && cabinet.acceptor !== 'CASHBOX_FULL'
          ? cabinet.acceptedNotes.map((minor) => ({ minor, currency: cabinet.currency }))
          : [],
      responsibleGambling: { helpline: settings.glass.helpline },
      display: widthMm === null || heightMm === null ? null : { widthMm, heightMm },
      trial: isSimulated(settings.cabinet) ? 'DEMO' : null,
      brand,
    };
  }

  #facts(now: number): KioskFacts {
    const { readiness, code, transfers, presentation, operator } = this.#ports;
    const shown = codeAt(code.state, now);
    return {
      ...readiness.facts,
      attended: this.#attended,
      operator: operator.view(),
      code:
        shown === null
          ? null
          : { url: shown.url, lifetimeMs: shown.lifetimeMs, remainingMs: shown.expiresAt - now },
      adding: transfers.adding?.amount ?? null,
      open: transfers.open,
      ...presentation.facts(now),
    };
  }

  get #attended(): boolean {
    const { operator } = this.#ports;
    return operator.isOnTheGlass || operator.hasTheMachine;
  }
}
