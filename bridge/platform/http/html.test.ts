import { expect, it } from 'vitest';
import { html } from './html.ts';

it('nothing that is put into a page can become markup [checked-at-the-door]', () => {
  const hostile = "\"><script>alert('x')</script>&";
  const page = html`<p title="${hostile}">${[html`<b>${1}</b>`, html`<i>${hostile}</i>`]}${null}</p>`.text;
  expect(page).toBe(
    '<p title="&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#38;"><b>1</b><i>&#34;&#62;&#60;script&#62;alert(&#39;x&#39;)&#60;/script&#62;&#38;</i></p>',
  );
});
