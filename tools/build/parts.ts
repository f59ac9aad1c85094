/** What is built, from what, to where. Each part is one Vite build. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';
import { CHECKOUT } from '../checkout.ts';

export interface Part {
  name: string;
  /** Files and directories whose change makes it stale, relative to the checkout. */
  inputs: readonly string[];
  /** Where it goes, relative to the checkout. */
  output: string;
  build(outDir: string): Promise<void>;
}

/** What a build of anything depends on, beside its sources. */
const TOOLING = ['package.json', 'package-lock.json', 'tools/build', 'tools/build.ts'];

/** Modules with native code, and Electron itself, stay outside the bundle. */
const MAIN_EXTERNALS = ['electron', 'libsql', 'node-hid'];

const shared: InlineConfig = { configFile: false, root: CHECKOUT, publicDir: false, logLevel: 'warn' };

const main: Part = {
  name: 'main process',
  inputs: [...TOOLING, 'main', 'hardware', 'protocol', 'preload/contract.ts'],
  output: 'dist/main',
  build: async (outDir) => {
    await build({
      ...shared,
      ssr: { noExternal: true, external: MAIN_EXTERNALS, target: 'node' },
      build: {
        ssr: true,
        outDir,
        emptyOutDir: true,
        target: 'node20.18',
        minify: false,
        sourcemap: true,
        rolldownOptions: {
          input: { kiosk: path.join(CHECKOUT, 'main/shell/main.ts') },
          // `ws` looks for these accelerators and does without them.
          external: ['bufferutil', 'utf-8-validate'],
          output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js' },
        },
      },
    });
  },
};

/** A sandboxed preload is one CommonJS file; it can require nothing but a part of `electron`. */
const preload: Part = {
  name: 'preload',
  inputs: [...TOOLING, 'preload', 'protocol'],
  output: 'dist/preload',
  build: async (outDir) => {
    await build({
      ...shared,
      build: {
        outDir,
        emptyOutDir: true,
        target: 'chrome130',
        minify: false,
        rolldownOptions: {
          input: { preload: path.join(CHECKOUT, 'preload/preload.cts') },
          external: ['electron'],
          output: { format: 'cjs', entryFileNames: '[name].cjs' },
        },
      },
    });
  },
};

/** A web page of ours, built by the Vite configuration in its own room. */
function page(name: string, room: string, configFile: string, output: string): Part {
  return {
    name,
    inputs: [...TOOLING, room, 'preload/contract.ts', 'protocol'],
    output,
    build: async (outDir) => {
      await build({
        configFile: path.join(CHECKOUT, configFile),
        logLevel: 'warn',
        build: { outDir, emptyOutDir: true },
      });
    },
  };
}

const pages = [
  { name: 'glass', room: 'renderer', configFile: 'renderer/vite.config.ts', output: 'dist/renderer' },
  { name: 'demo desk', room: 'demo/desk', configFile: 'demo/desk/page.config.ts', output: 'dist/desk' },
];

export const PARTS: readonly Part[] = [
  main,
  preload,
  ...pages
    .filter(({ configFile }) => existsSync(path.join(CHECKOUT, configFile)))
    .map(({ name, room, configFile, output }) => page(name, room, configFile, output)),
];
