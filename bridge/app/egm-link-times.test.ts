import { expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../test/support/bridge/default-settings.ts';
import { documentTable } from '../../test/support/document-table.ts';
import { LONGEST_BACKLOG } from '../money/judge-funding.ts';
import { CODE_WITHIN_MS } from '../rails/rail.ts';
import { PACE as CODE_PACE } from '../rails/scan-and-pay/machine-shares.ts';
import { DISABLED_RETRY_MS, NOT_AGREED_RETRY_MS, UNCONFIRMED_RETRY_MS } from '../kiosks/code-requests.ts';
import { ASK_AGAIN_AFTER_MS, DRAIN_MS, LOST_LINKS_MS, SWEEP_MS } from '../kiosks/hub.ts';
import { CLOSE_MS } from '../kiosks/kiosk-door.ts';
import { PACE } from '../kiosks/kiosk-link.ts';
import { MOST_OPEN } from '../ledger/further-questions.ts';
import { HELLO_WITHIN_MS } from '../kiosks/machine-session.ts';
import { MOST_WAITING } from '../kiosks/turns.ts';

const ms = (value: number): string => `${value.toLocaleString('en')} ms`;
const pace = ({ burst, perSecond }: { burst: number; perSecond: number }): string =>
  `${burst} at once, ${perSecond} /s`;

it('docs/egm-link.md tells the times and limits of the bridge', () => {
  const documented = documentTable('egm-link.md', 'Times of the bridge').map(([what, value]) => [
    what,
    value,
  ]);
  expect(documented).toEqual([
    ['`hello`, from the open connection', ms(HELLO_WITHIN_MS)],
    ['from one ping to the next', ms(DEFAULT_SETTINGS.heartbeatMs)],
    ['answer to a close', ms(CLOSE_MS)],
    ['answer to `code.request`', ms(CODE_WITHIN_MS)],
    ['funding window, `lifetimeMs` of an order at most', ms(DEFAULT_SETTINGS.fundingWindowMs)],
    ['orders of a machine that wait', String(LONGEST_BACKLOG)],
    ['age of an open transfer', ms(ASK_AGAIN_AFTER_MS)],
    ['look at open transfers', ms(SWEEP_MS)],
    ['look at what a lost notice may have left', ms(LOST_LINKS_MS)],
    ['results and notes that wait for the ledger', String(MOST_WAITING)],
    ['`transfer.open` that wait for the ledger', String(MOST_WAITING)],
    ['open orders of a machine that were lost, and UNCONFIRMED', String(MOST_OPEN)],
    ['open questions of a kind about a machine', String(MOST_OPEN)],
    ['messages, pings and pongs of a kiosk', pace(PACE)],
    ['`code.request` of a machine', pace(CODE_PACE)],
    ['`retryAfterMs` while a transfer is UNCONFIRMED', ms(UNCONFIRMED_RETRY_MS)],
    ['`retryAfterMs` before `memory.compared` agrees', ms(NOT_AGREED_RETRY_MS)],
    ['`retryAfterMs` while the machine is disabled', ms(DISABLED_RETRY_MS)],
    ['leaving when it stops', ms(DRAIN_MS)],
  ]);
});
