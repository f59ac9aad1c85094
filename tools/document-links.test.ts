/** Every link of a document leads somewhere: to a file of this repository, and to a heading of it. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CHECKOUT } from './checkout.ts';

const documents = globSync(['*.md', '{docs,demo,packaging,test}/**/*.md'], { cwd: CHECKOUT });
const read = (file: string): string => readFileSync(path.join(CHECKOUT, file), 'utf8');

/** As GitHub names a heading. */
const anchorsOf = (file: string): string[] =>
  [...read(file).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

const LINK = /\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)|^\[[^\]]+\]: (?![a-z]+:)([^#\s]*)(?:#(\S+))?$/gm;

it.each(documents)('%s has no link that leads nowhere', (document) => {
  const text = read(document).replaceAll(/```[\s\S]*?```/g, '');
  const broken = [...text.matchAll(LINK)].flatMap(([link, inline, inlineAnchor, reference, anchor]) => {
    const target = inline ?? reference ?? '';
    const file = target === '' ? document : path.join(path.dirname(document), target);
    const heading = inlineAnchor ?? anchor;
    if (!existsSync(path.join(CHECKOUT, file))) return [link];
    return heading !== undefined && file.endsWith('.md') && !anchorsOf(file).includes(heading) ? [link] : [];
  });
  expect(broken).toEqual([]);
});

it('has documents to look at', () => {
  expect(documents).toContain('docs/operations.md');
});
