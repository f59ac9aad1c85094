/** The production code: every TypeScript file of the checkout that is not a test and not built. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** From the root, with `/`. */
  readonly file: string;
  readonly text: string;
}

const TYPESCRIPT = /\.(ts|tsx|cts|mts)$/;
const TEST = /\.test\.tsx?$/;

/** Files at the root itself are the settings of tools and belong to no room. */
export function readSourceFiles(root: string, notRooms: readonly string[]): SourceFile[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !notRooms.includes(entry.name))
    .flatMap(({ name }) => readdirSync(path.join(root, name), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && TYPESCRIPT.test(entry.name) && !TEST.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((name) => ({
      file: path.relative(root, name).replaceAll(path.sep, '/'),
      text: readFileSync(name, 'utf8'),
    }))
    .toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
