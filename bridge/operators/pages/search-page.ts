/** What a search found: fundings by what the player's phone shows, or by transfer; machines by their asset. */
import type { FundingRecord } from '../../ledger/fundings.ts';
import type { MachineOnFloor } from '../../ledger/machines.ts';
import { fundingTable, searchForm } from './floor-page.ts';
import { html } from '../../platform/http/html.ts';
import { machineTable } from './machine-table.ts';
import { page, type Page } from './parts.ts';
import type { Visitor } from './session.ts';

export interface Found {
  readonly fundings: readonly FundingRecord[];
  readonly machines: readonly MachineOnFloor[];
}

export function searchPage(visitor: Visitor, text: string, { fundings, machines }: Found): Page {
  const nothing = fundings.length === 0 && machines.length === 0;
  return page(
    'Search',
    visitor,
    html`${searchForm(text)}
    ${nothing ? html`<p>Nothing begins with "${text}". Upper and lower case count.</p>` : null}
    ${
      fundings.length > 0
        ? html`<h2>Fundings</h2>
            ${fundingTable(visitor, fundings)}`
        : null
    }
    ${
      machines.length > 0
        ? html`<h2>Machines</h2>
            ${machineTable(visitor, machines)}`
        : null
    }`,
  );
}
