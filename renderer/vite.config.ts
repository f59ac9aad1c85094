/** Builds the glass into dist/renderer: relative paths, nothing inlined, so that the strictest CSP holds. */
import { preact } from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [preact()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The oldest runtime it is shown in: Electron 33.
    target: 'chrome130',
    assetsInlineLimit: 0,
    modulePreload: false,
  },
});
