/**
 * The kiosk hub has the links that this bridge process holds. It turns the notices of the other processes into messages.
 * A slow sweep finds what was not done because a notice was lost.
 */
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { EgmLinkClose, type AssetId, type KioskMessage } from '../../protocol/egm-link.ts';
import type { AdmittedMachine } from '../ledger/machines.ts';
import type { LocalLink } from '../money/local-links.ts';
import { endWindow } from '../money/window-end.ts';
import type { Log } from '../platform/log.ts';
import { KioskLink, type KioskLinkListener } from './kiosk-link.ts';
import { MachineSession } from './machine-session.ts';
import type { SessionPorts, SessionRules } from './session-ports.ts';

/** An open transfer is asked about again when it is this old, and at every sweep after. */
export const ASK_AGAIN_AFTER_MS = 3_000;
export const SWEEP_MS = 2_000;
const BEAT_MS = 1_000;
export const LOST_LINKS_MS = 5_000;
export const DRAIN_MS = 3_000;

export class KioskHub implements KioskLinkListener {
  readonly #ports: SessionPorts;
  readonly #rules: SessionRules;
  readonly #log: Log;
  /** The newest session of each asset on this process. */
  readonly #sessions = new Map<AssetId, MachineSession>();
  readonly #byLink = new Map<KioskLink, MachineSession>();
  readonly #ending = new Set<Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  #onEmpty: (() => void) | null = null;
  #draining = false;
  #beating = false;
  #comparing = false;
  #sweeping = false;

  constructor(ports: SessionPorts, rules: SessionRules) {
    this.#ports = ports;
    this.#rules = rules;
    this.#log = ports.log;
    const { notices } = ports;
    notices.on('ordered', ({ asset }) => this.#sessions.get(asset)?.deliver());
    notices.on('declined', ({ asset, fundingId, message }) =>
      this.#sessions.get(asset)?.machine.declined(fundingId, message),
    );
    notices.on('linked', ({ asset, linkNumber }) => this.#replacedBy(asset, linkNumber));
    notices.on('machine', ({ asset }) => this.#machineChanged(asset));
    notices.on('player', ({ asset, playerId }) => this.#sessions.get(asset)?.carded(playerId));
    notices.on('deaf', () => {
      // From now on a change may be missed. The CMS tells it again.
      for (const session of this.#sessions.values()) session.carded(null);
    });
    notices.on('resumed', () => {
      for (const session of this.#sessions.values()) {
        session.carded(null);
        session.reclaim();
      }
      this.#lookAfterLinks();
      this.#sweep();
    });
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The link of the machine that orders can go to; null: not on this process, or not yet. */
  linkOf(asset: AssetId): LocalLink | null {
    return this.#sessions.get(asset)?.local ?? null;
  }

  /** Who is carded in at a machine whose link is here; null: nobody, or not certainly. */
  async playerOf(asset: AssetId): Promise<string | null> {
    return (await this.#sessions.get(asset)?.certainPlayer()) ?? null;
  }

  /** Resolves when this process is known to the others. */
  async start(): Promise<void> {
    await this.#ports.links.beat();
    this.#timers.push(
      setInterval(() => this.#beat(), BEAT_MS),
      setInterval(() => this.#sweep(), SWEEP_MS),
      setInterval(() => this.#lookAfterLinks(), LOST_LINKS_MS),
    );
  }

  /** A socket of a machine whose credentials were checked. */
  readonly admit = (socket: WebSocket, machine: AdmittedMachine): void => {
    const link = new KioskLink(
      socket,
      { asset: machine.asset, linkId: randomUUID() },
      { heartbeatMs: this.#rules.heartbeatMs, listener: this, log: this.#log },
    );
    if (this.#draining) {
      link.close(EgmLinkClose.DRAINING, 'DRAINING');
      return;
    }
    const older = this.#sessions.get(machine.asset);
    if (older && older.machine.now.linkNumber > machine.linkNumber) {
      link.close(EgmLinkClose.REPLACED, 'REPLACED'); // checking its credentials took longer than for the newer one
      return;
    }
    const session = new MachineSession(link, machine, this.#ports, this.#rules);
    this.#sessions.set(machine.asset, session);
    this.#byLink.set(link, session);
    if (older) session.succeed(older);
  };

  message(link: KioskLink, message: KioskMessage): void {
    this.#byLink.get(link)?.receive(message);
  }

  closed(link: KioskLink): void {
    const session = this.#byLink.get(link);
    if (!session) return;
    this.#byLink.delete(link);
    if (this.#sessions.get(link.asset) === session) this.#sessions.delete(link.asset);
    const ending = session
      .end()
      .catch((error: unknown) =>
        this.#log.warn({ err: error, asset: link.asset }, 'end of a link not recorded'),
      )
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    if (this.#byLink.size === 0) this.#onEmpty?.();
  }

  /** Sends every kiosk elsewhere and waits until their links are gone from the ledger. */
  async drain(): Promise<void> {
    this.#draining = true;
    for (const timer of this.#timers) clearInterval(timer);
    for (const link of this.#byLink.keys()) link.close(EgmLinkClose.DRAINING, 'DRAINING');
    const impatient = setTimeout(() => {
      for (const link of this.#byLink.keys()) link.terminate();
    }, DRAIN_MS);
    if (this.#byLink.size > 0) await new Promise<void>((resolve) => (this.#onEmpty = resolve));
    clearTimeout(impatient);
    await Promise.all(this.#ending);
    await this.#ports.links
      .leave()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'leaving not recorded'));
  }

  #replacedBy(asset: AssetId, linkNumber: number): void {
    const session = this.#sessions.get(asset);
    if (session && session.machine.now.linkNumber < linkNumber) session.replaced();
  }

  #machineChanged(asset: AssetId): void {
    const session = this.#sessions.get(asset);
    if (!session) return;
    session.refresh().catch((error: unknown) => {
      this.#log.warn({ err: error, asset }, 'change of a machine not read');
    });
  }

  /** One at a time, so that our queries do not take every connection to a ledger that does not answer. */
  #beat(): void {
    if (this.#beating) return;
    this.#beating = true;
    this.#ports.links
      .beat()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'heartbeat not written'))
      .finally(() => (this.#beating = false));
  }

  /** Finds changes whose notice was lost, and links that the last statement of a dead process has deleted. */
  async #compareLinks(): Promise<void> {
    const mine = [...this.#sessions.values()].flatMap(({ machine }) => machine.held ?? []);
    for (const { asset, place, admitted, enabled } of await this.#ports.links.astray(mine)) {
      const session = this.#sessions.get(asset);
      if (!session) continue;
      if (!admitted) session.machine.credentialsEnded();
      else if (place === 'taken') session.replaced();
      else {
        if (enabled !== session.machine.now.enabled) this.#machineChanged(asset);
        if (place === 'held') continue;
        this.#log.warn({ asset }, 'link was lost in the ledger');
        session.reclaim();
      }
    }
  }

  #lookAfterLinks(): void {
    if (this.#comparing) return;
    this.#comparing = true;
    this.#compareLinks()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'links not looked after'))
      .finally(() => (this.#comparing = false));
  }

  #sweep(): void {
    if (this.#sweeping) return;
    this.#sweeping = true;
    this.#lookAgain()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'sweep failed'))
      .finally(() => (this.#sweeping = false));
  }

  async #lookAgain(): Promise<void> {
    const { transfers } = this.#ports;
    for (const transferId of await transfers.due()) await endWindow(this.#ports, transferId);
    for (const open of await transfers.openOnThisBridge(ASK_AGAIN_AFTER_MS)) {
      this.#sessions.get(open.asset)?.query(open);
    }
    for (const asset of await transfers.waitingOnThisBridge()) this.#sessions.get(asset)?.deliver();
  }
}
