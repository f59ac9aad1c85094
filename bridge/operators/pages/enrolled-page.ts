/** A machine's new secret, shown this once. */
import type { Enrolment } from '../../ledger/machines.ts';
import { html } from '../../platform/http/html.ts';
import { page, table, type Page } from './parts.ts';
import type { Visitor } from './session.ts';

export function enrolledPage(visitor: Visitor, { asset, designation, secret }: Enrolment): Page {
  return page(
    'Enrolled',
    visitor,
    html`${table(
        ['', ''],
        [
          ['Asset', asset],
          ['Designation', designation],
          ['Secret', html`<code>${secret}</code>`],
        ],
        '',
      )}
      <p>
        Put the secret into the file of "link.secretFile" of this machine's kiosk. It is not shown again;
        another enrolment makes another one, and ends this one.
      </p>
      <p><a href="/floor">Back to the floor</a></p>`,
  );
}
