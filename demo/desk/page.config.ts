/** How the desk's page is built: from page/ into dist/desk. */
import { preact } from '@preact/preset-vite';
import path from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: path.join(import.meta.dirname, 'page'),
  publicDir: false,
  // Nothing inline: the page's policy forbids it.
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: false },
  plugins: [preact()],
});
