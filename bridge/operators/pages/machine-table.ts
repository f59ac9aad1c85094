/** Machines as rows of a table, with what is wrong with each as the codes that its glass shows. */
import { may } from '../permission.ts';
import type { MachineOnFloor } from '../../ledger/machines.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import { money, table, time, type Cell } from './parts.ts';
import type { Visitor } from './session.ts';
import { CLOSED_CODE, DISABLED_CODE, technicianCodesOf } from './technician-codes.ts';

const HEADER = [
  'Asset',
  'Designation',
  'Kiosk',
  'Since',
  'Version',
  'Cabinet',
  'Code',
  'Firmware',
  'Credits',
  '',
];

export function machineTable(visitor: Visitor, machines: readonly MachineOnFloor[]): Html {
  return table(
    HEADER,
    machines.map((machine) => [...machineRow(visitor, machine), switchForm(visitor, machine)]),
    'None.',
  );
}

function machineRow(
  visitor: Visitor,
  { asset, designation, enabled, link, questions }: MachineOnFloor,
): Cell[] {
  const code = enabled ? '' : DISABLED_CODE;
  if (!link) return [asset, designation, enabled ? 'away' : 'away, disabled', '', '', '', code, '', ''];
  const { cabinet, connectedAt, kioskVersion } = link;
  const closed = questions > 0 ? ', closed' : '';
  const state = `connected${enabled ? '' : ', disabled'}${closed}`;
  const kiosk = [asset, designation, state, time(visitor, connectedAt), kioskVersion];
  const codes = [...technicianCodesOf(cabinet, enabled), ...(closed ? [CLOSED_CODE] : [])].join(' ');
  switch (cabinet.connection) {
    case 'connecting':
      return [...kiosk, 'connecting', codes, '', ''];
    case 'fault':
      return [...kiosk, `fault: ${cabinet.fault}`, codes, '', ''];
    case 'ready': {
      const { conditions, identity, meters, currency } = cabinet;
      const credits = money({ minor: meters.credits, currency });
      return [...kiosk, conditions.join(' ') || 'playable', codes, identity.firmware, credits];
    }
  }
}

function switchForm(visitor: Visitor, { asset, enabled }: MachineOnFloor): Cell {
  if (!may(visitor, 'administer')) return '';
  return postForm(
    visitor.formToken,
    `/floor/machine/${asset}/enabled`,
    html`<button name="enabled" value="${enabled ? 'no' : 'yes'}">${enabled ? 'Disable' : 'Enable'}</button>`,
  );
}
