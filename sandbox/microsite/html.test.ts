import { expect, test } from 'vitest';
import { html } from './html.ts';

test('what comes from outside is text, never markup', () => {
  const gameName = `<script>alert("1")</script> & 'more'`;
  expect(html`<b title="${gameName}">${gameName}</b>`.text).not.toMatch(/<script|alert\("/);
});

test('markup in markup stays markup, lists are joined and null is nothing', () => {
  const rows = ['a', 'b'].map((one) => html`<li>${one}</li>`);
  expect(
    html`<ol>
      ${rows}${null}
    </ol>`.text.replaceAll(/\s+/g, ''),
  ).toBe('<ol><li>a</li><li>b</li></ol>');
});
