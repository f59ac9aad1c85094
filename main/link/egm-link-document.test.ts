/** The tables of docs/egm-link.md that tell what the kiosk does, against what it runs on. */
import { describe, expect, it } from 'vitest';
import { EgmLinkClose } from '../../protocol/egm-link.ts';
import { documentTable } from '../../test/support/document-table.ts';
import { LEAST_BETWEEN_MS, LINK_TRANSIT_MARGIN_MS, PENDING_KEPT } from '../code/life.ts';
import { retryDelay } from '../code/retry.ts';
import { technicianCodes } from '../readiness/technician-codes.ts';
import { CODE_ANSWER_WITHIN_MS } from '../kiosk.ts';
import { settingsDefaults } from '../settings/settings.ts';
import { ASK_AGAIN_MS } from '../transfer/open-transfers.ts';
import { lossOfClose } from './close-codes.ts';
import { STEADY_MS, WELCOME_MS } from './egm-link.ts';
import type { LinkLoss } from './link-state.ts';
import { BATCH, REPEAT_MS } from './outbox.ts';
import { reconnectDelay } from './reconnect.ts';
import { CLOSE_MS, CONNECT_MS, MOST_UNDELIVERED, REACH_MS } from './web-socket.ts';

const number = (value: number): string => value.toLocaleString('en');
const ms = (value: number): string => `${number(value)} ms`;

/** The last two cells of a row: what the glass shows, and when the kiosk dials again. */
function follows(loss: LinkLoss): string[] {
  const [first, longest] = [1, 1_000].map((attempts) => ms(reconnectDelay(loss, attempts, 0)));
  return [`\`${technicianCodes[`link.${loss}`].code}\``, `after ${first}, at most ${longest}`];
}

describe('docs/egm-link.md', () => {
  it('lists every close code of ours, and what follows for the kiosk', () => {
    const rows = documentTable('egm-link.md', 'Close codes').map((row) => [row[0], row[1], ...row.slice(-2)]);
    const names = new Map(Object.entries(EgmLinkClose).map(([name, code]) => [code, name]));
    const codes = [1000, 1001, 1002, 1006, 1007, 1009, ...names.keys()];
    const silent = new Map<number, LinkLoss>([[1001, 'SILENT']]); // it closes so itself
    expect(rows).toEqual(
      codes.map((code) => [
        String(code),
        names.get(code as never) ?? '',
        ...follows(silent.get(code) ?? lossOfClose(code)),
      ]),
    );
  });

  it('tells the times and limits of the kiosk', () => {
    const documented = documentTable('egm-link.md', 'Times of the kiosk').map(([what, value]) => [
      what,
      value,
    ]);
    expect(documented).toEqual([
      ['TCP connection', ms(REACH_MS)],
      ['connection, TLS and upgrade', ms(CONNECT_MS)],
      ['`welcome`, from the open connection', ms(WELCOME_MS)],
      ['silence of the bridge, pings included', '2 × `heartbeatMs`'],
      ['answer to a close', ms(CLOSE_MS)],
      ['a link that held well', ms(STEADY_MS)],
      ['bytes that the bridge left unread', number(MOST_UNDELIVERED)],
      ['`transfer.result` and `note` without acknowledgement', ms(REPEAT_MS)],
      ['one portion of them', number(BATCH)],
      ['asking the board about an open transfer', ms(ASK_AGAIN_MS)],
      ['answer to `code.request`', ms(CODE_ANSWER_WITHIN_MS)],
      ['requests whose late answer is taken', number(PENDING_KEPT)],
      ['rotation, before the end of the code', ms(settingsDefaults.code.rotateBeforeExpiryMs)],
      ['taken off `lifetimeMs` for the way', ms(LINK_TRANSIT_MARGIN_MS)],
      ['between two `code.request`', ms(LEAST_BETWEEN_MS)],
      ['first wait after a failure that passes by itself', ms(retryDelay('BUSY', 1, 0))],
      ['longest wait after it', ms(retryDelay('BUSY', 99, 0))],
      ['first wait after a failure that needs a person', ms(retryDelay('MACHINE_DISABLED', 1, 0))],
      ['longest wait after it', ms(retryDelay('MACHINE_DISABLED', 99, 0))],
    ]);
  });
});
