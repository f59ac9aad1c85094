import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKOUT } from './checkout.ts';

const DOCUMENT = 'docs/promises.md';
const THIS_TEST = 'tools/promises-document.test.ts';

/** Made, fetched or foreign; a name that begins with a dot is such a directory too. */
const NOT_OURS = new Set(['node_modules', 'dist', 'release', 'package-lock.json']);
const WRITTEN = /\.(ts|tsx|cts|cjs|md|sql|css|html|json|jsonc|yml|sh)$/;

/** `[exactly-once]` after a space, and no link of Markdown to something else. */
const CITATION = /(?<=\s)\[([a-z]{2,}(?:-[a-z]+)+)\](?![(:])/gi;

/** As promises were cited before they had names. A technician code stands in quotes, after its reason or before a colon. */
const OLD_CODE = /(?<=[\s(])(?<![A-Z0-9_][\s(])[MGS][1-7](?=[\s,.;)'"`]|$)/gm;

function* written(directory = ''): Generator<string> {
  for (const entry of readdirSync(path.join(CHECKOUT, directory), { withFileTypes: true })) {
    const file = path.posix.join(directory, entry.name);
    if (NOT_OURS.has(entry.name) || (entry.isDirectory() && entry.name.startsWith('.'))) continue;
    if (entry.isDirectory()) yield* written(file);
    else if (WRITTEN.test(entry.name) && file !== THIS_TEST) yield file;
  }
}

const read = (file: string): string => readFileSync(path.join(CHECKOUT, file), 'utf8');
const texts = [...written()].map((file) => ({ file, text: read(file) }));

const citations = texts.flatMap(({ file, text }) =>
  [...text.matchAll(CITATION)].map(([, name = '']) => ({ file, name })),
);
const promises = read(DOCUMENT)
  .split(/^### /m)
  .slice(1)
  .map((section) => ({
    name: section.split('\n', 1)[0] ?? '',
    tests: [...section.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file),
  }));
const names = new Set(promises.map(({ name }) => name));

describe('docs/promises.md', () => {
  it('names every promise that is cited anywhere', () => {
    expect(citations.length).toBeGreaterThan(200);
    expect(citations.filter(({ name }) => !names.has(name))).toEqual([]);
  });

  it('names no promise twice', () => {
    expect(names.size).toBe(promises.length);
  });

  it.each(promises)('has tests for $name, each of which cites it', ({ name, tests }) => {
    expect(tests.filter((file) => /\.test\.tsx?$/.test(file))).not.toEqual([]);
    const idle = tests.filter(
      (file) => !existsSync(path.join(CHECKOUT, file)) || !read(file).includes(` [${name}]`),
    );
    expect(idle).toEqual([]);
  });

  it('is where every citation in a document leads', () => {
    const dead = citations
      .filter(({ file }) => file.endsWith('.md'))
      .filter(({ file, name }) => {
        const link = path.posix.relative(path.posix.dirname(file), DOCUMENT);
        return !read(file).includes(`\n[${name}]: ${link}#${name}\n`);
      });
    expect(dead).toEqual([]);
  });

  it('has taken the place of the old codes', () => {
    const left = texts.flatMap(({ file, text }) =>
      [...text.matchAll(OLD_CODE)].map(([code]) => `${file}: ${code}`),
    );
    expect(left).toEqual([]);
  });
});
