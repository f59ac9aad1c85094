/** The import graph of the checkout: from each file to the files and packages that it imports. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../setup-error.ts';
import { importsOf } from './imports-of.ts';
import type { SourceFile } from './source-files.ts';

/** One file imports another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

export interface ImportGraph {
  readonly files: readonly string[];
  readonly arrows: readonly Arrow[];
  readonly packages: readonly { readonly from: string; readonly name: string }[];
  /** The files that import by a computed name. */
  readonly computed: readonly string[];
}

/** @throws {SetupError} when a file cannot be parsed, or imports one that is not there */
export function readGraph(root: string, sources: readonly SourceFile[]): ImportGraph {
  const arrows: Arrow[] = [];
  const packages: { from: string; name: string }[] = [];
  const computed: string[] = [];
  for (const source of sources) {
    const from = source.file;
    const imports = importsOf(source);
    if (imports.computed) computed.push(from);
    for (const specifier of imports.specifiers) {
      if (specifier.startsWith('.')) arrows.push({ from, to: fileOf(root, from, specifier) });
      else packages.push({ from, name: packageOf(specifier) });
    }
  }
  return { files: sources.map(({ file }) => file), arrows, packages, computed };
}

function fileOf(root: string, from: string, specifier: string): string {
  // Vite lets a page import a file in another form: './a.svg?url'.
  const [name = specifier] = specifier.split('?');
  const to = path.posix.join(path.posix.dirname(from), name);
  if (!existsSync(path.join(root, to))) {
    throw new SetupError(`${from} imports ${specifier}, which is not there`, { exitCode: 1 });
  }
  return to;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return 'node:';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
