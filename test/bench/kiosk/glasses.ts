/** The kiosk in Electron between a scripted bridge and a virtual cabinet, and the bare window; each on its own display. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { ensureBuilt } from '../../../tools/build.ts';
import { kioskCommand } from '../../../tools/launch.ts';
import { ensureRuntime, type Runtime } from '../../../tools/runtime.ts';
import { ShellSite } from '../../support/shell/shell-site.ts';
import { waitFor } from '../../support/wait.ts';
import { GlassProgram } from './glass-program.ts';
import { WatchedScreen } from './watched-screen.ts';

/** As Trustly's are. */
const URL_OF_CODES =
  'https://cashlesscasino.sandbox.trustly.one/cashlesscasino-client?token=w5wDqkdsJ4Ggl+UAvauF/fFv';
const MODULES = 37 * 37;
/** Nothing is asked for meanwhile. */
const LONG_MS = 600_000;
/** The kiosk asks for the next code after half of a life as short as this. */
const SHORT_MS = 10_400;
/** Between two codes of the bare window. */
const BETWEEN_MS = 400;
/** The value that the bridge uses. */
const HEARTBEAT_MS = 5_000;

export interface Glass {
  readonly program: GlassProgram;
  /** Resolves when it takes a new code. */
  ready(): Promise<void>;
  /** Once it is ready. @returns milliseconds from the sending of a new code to its first sight. */
  nextCode(): Promise<number>;
  stop(): Promise<void>;
}

/** @param codes whether new ones are asked for all the time. @param runtime another one than that of the checkout. */
export async function productGlass(codes: 'one' | 'many', runtime: Runtime | null): Promise<Glass> {
  await ensureBuilt();
  const [screen, site] = await Promise.all([WatchedScreen.start(), ShellSite.start()]);
  const { bridge } = site;
  bridge.heartbeatMs = HEARTBEAT_MS;
  bridge.codeLifetimeMs = codes === 'one' ? LONG_MS : SHORT_MS;
  const command = kioskCommand(runtime ?? (await ensureRuntime(() => undefined)), [
    `--user-data-dir=${await site.writeSettings()}`,
  ]);
  const program = new GlassProgram(screen, command, '"reading":"match"');
  let requestId = 0;
  return {
    program,
    async ready() {
      bridge.codes = 'silent';
      const asked = bridge.of('code.request').length;
      ({ requestId } = await waitFor('the next request for a code', () => bridge.of('code.request')[asked]));
    },
    async nextCode() {
      const changed = screen.codeChange();
      const begunAt = performance.now();
      const url = `${URL_OF_CODES}${randomInt(1e6)}`;
      bridge.send({ type: 'code.issued', requestId, url, lifetimeMs: SHORT_MS });
      // Those that it asks for before it is ready again: it is never without a code.
      bridge.codes = 'issue';
      return (await changed) - begunAt;
    },
    async stop() {
      await program.stop();
      await site.stop();
      await screen.stop();
    },
  };
}

export async function bareGlass(runtime: Runtime | null): Promise<Glass> {
  const screen = await WatchedScreen.start();
  const data = await mkdtemp(join(tmpdir(), 'bench-bare-'));
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const command = kioskCommand(runtime ?? (await ensureRuntime(() => undefined)), [
    `--user-data-dir=${data}`,
    `--codes=ws://127.0.0.1:${port}`,
  ]);
  command.args[0] = join(import.meta.dirname, 'bare-window');
  const program = new GlassProgram(screen, command, 'painted');
  return {
    program,
    async ready() {
      await pause(BETWEEN_MS);
    },
    async nextCode() {
      const modules = Array.from({ length: MODULES }, () => randomInt(2)).join('');
      const changed = screen.codeChange();
      const begunAt = performance.now();
      for (const client of server.clients) client.send(modules);
      return (await changed) - begunAt;
    },
    async stop() {
      await program.stop();
      server.close();
      await screen.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
