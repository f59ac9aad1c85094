import type { CabinetStatus } from '../../protocol/cabinet.ts';
import type { CodeKeeper } from '../code/code-keeper.ts';
import type { Journal } from '../journal/journal.ts';
import type { EgmLink } from '../link/egm-link.ts';
import type { Transfers } from '../transfer/transfers.ts';
import { blocker, codeBlocker, type ReadinessFacts } from './blocker.ts';
import type { TechnicianCode } from './technician-codes.ts';

export interface ReadinessPorts {
  /** The cabinet as far as it may be credited. */
  inService: { readonly status: CabinetStatus };
  journal: Journal;
  link: EgmLink;
  code: CodeKeeper;
  transfers: Transfers;
}

/** Whether the machine itself is ready for a player. An operator at the menu does not count here. */
export class Readiness {
  machineEnabled = true;
  readonly #ports: ReadinessPorts;

  constructor(ports: ReadinessPorts) {
    this.#ports = ports;
  }

  get facts(): ReadinessFacts {
    const { inService, journal, link, code, transfers } = this.#ports;
    return {
      link: link.state,
      machineEnabled: this.machineEnabled,
      cabinet: inService.status,
      journalSound: journal.problem === null,
      agreement: transfers.agreement,
      codeTrouble: code.state.trouble,
    };
  }

  /** Why the machine cannot show a code; null: it can. */
  get trouble(): TechnicianCode | null {
    const { facts } = this;
    const blocked = blocker({ ...facts, attended: false });
    if (blocked !== null) return blocked;
    return facts.codeTrouble === null ? null : codeBlocker(facts.codeTrouble);
  }
}
