import path from 'node:path';
import { defineConfig } from 'vitest/config';

/*
 * Unit tests lie beside their source. Integration tests (a real PostgreSQL, real sockets and processes) and end-to-end
 * tests (the real Electron) lie under test/.
 */

/**
 * Files of integration tests that run at the same time. Most of one's time is waiting (for a process to start, a window
 * to end, a link to come back), so that five keep two cores busy. Elsewhere than on Linux they share one display.
 */
const INTEGRATION_WORKERS = process.platform === 'linux' ? 5 : 1;

/** The same of end-to-end tests, which run beside those in `npm test`: each has a kiosk, its services and a browser. */
const E2E_WORKERS = process.platform === 'linux' ? 2 : 1;

/** Where `npm test` wants the counts of a run, to sum them up. */
const counts = process.env['TOPPER_TEST_COUNTS'];

/** Where the programs that tests start keep what Node compiled of them: the next start takes half the processor time. */
const started = { NODE_COMPILE_CACHE: path.resolve(import.meta.dirname, 'test/.output/compiled') };

/** How long `expect.poll` waits for a condition; its default of one second is too little on a busy machine. */
const patient = { poll: { timeout: 15_000 } };

export default defineConfig({
  test: {
    reporters: counts === undefined ? ['default'] : ['default', ['json', { outputFile: counts }]],
    // `npm run coverage`: the bridge and the kiosk's core, with the processes that tests start. One that is ended with SIGKILL
    // does not tell what it ran, nor does Electron (main/shell).
    coverage: {
      provider: 'v8',
      autoAttachSubprocess: true,
      include: ['{protocol,hardware,main,bridge}/**/*.ts'],
      exclude: ['main/shell'],
      reporter: [['text', { skipFull: true, maxCols: 160 }], 'html', 'json-summary'],
      reportsDirectory: 'test/.output/coverage',
      reportOnFailure: true,
    },
    projects: [
      {
        test: {
          name: 'unit',
          // Files share their modules, which saves four fifths of the time. A test that changes what is global (a clock, the
          // environment) puts it back.
          isolate: false,
          // The slowest hash passwords; beside the rest of `npm run check` they share two cores.
          testTimeout: 30_000,
          // electron-store is used outside Electron here; the electron package must not go and look for a binary.
          env: { ELECTRON_OVERRIDE_DIST_PATH: 'no-electron-here' },
          include: [
            '{protocol,hardware,simulators,main,preload,renderer,bridge,sandbox,demo,tools}/**/*.test.{ts,tsx}',
            'test/bench/**/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          maxWorkers: INTEGRATION_WORKERS,
          // After the unit tests where both are run.
          sequence: { groupOrder: 1 },
          globalSetup: ['test/support/setup/parallel-setup.ts'],
          setupFiles: ['test/support/setup/worker-display.ts'],
          expect: patient,
          env: started,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          // A ledger with a million fundings takes minutes to fill; a smaller one is among the integration tests.
          name: 'growth',
          include: ['test/growth/**/*.test.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 60_000,
          expect: patient,
        },
      },
      {
        test: {
          // The glass's whole matrix; a sample of it is among the end-to-end tests.
          name: 'glass',
          include: ['test/glass/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/setup/serial-setup.ts'],
          expect: patient,
        },
      },
      {
        test: {
          // Every row of the tables of Trustly's document; a sample of them is among the integration tests.
          name: 'phone',
          include: ['test/phone/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          maxConcurrency: 4,
          expect: patient,
        },
      },
      {
        test: {
          // Each on an X server of its own, with two displays.
          name: 'displays',
          include: ['test/displays/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/setup/serial-setup.ts'],
          expect: patient,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          maxWorkers: E2E_WORKERS,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/setup/parallel-setup.ts'],
          setupFiles: ['test/support/setup/worker-display.ts'],
          env: started,
          expect: patient,
        },
      },
    ],
  },
});
