import { isDeepStrictEqual } from 'node:util';
import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { KioskMessage } from '../../protocol/egm-link.ts';

export interface OfferedCabinetPorts {
  inService: { readonly status: CabinetStatus };
  /** The machine serves no player, whatever its cabinet says: an operator has it, or its journal is damaged. */
  servesNobody: () => boolean;
  send: (message: KioskMessage) => boolean;
}

/** The cabinet as the bridge may see it and orders may count on it, and what the bridge was told of it. */
export class OfferedCabinet {
  #told: CabinetStatus | null = null;
  readonly #ports: OfferedCabinetPorts;

  constructor(ports: OfferedCabinetPorts) {
    this.#ports = ports;
  }

  get status(): CabinetStatus {
    const { inService, servesNobody } = this.#ports;
    return servesNobody() ? outOfOrder(inService.status) : inService.status;
  }

  /** The status for the hello, which tells it to the bridge. */
  toldInHello(): CabinetStatus {
    this.#told = this.status;
    return this.#told;
  }

  /** Tells the bridge the status, unless it was told already. */
  tell(): void {
    const { status } = this;
    if (isDeepStrictEqual(status, this.#told)) return;
    if (this.#ports.send({ type: 'cabinet', status })) this.#told = status;
  }
}

/** The status with the condition under which the bridge orders nothing [live-codes-only]. */
function outOfOrder(status: CabinetStatus): CabinetStatus {
  if (status.connection !== 'ready' || status.conditions.includes('OUT_OF_ORDER')) return status;
  return { ...status, conditions: [...status.conditions, 'OUT_OF_ORDER'] };
}
