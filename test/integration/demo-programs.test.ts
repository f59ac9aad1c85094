/** How the demo keeps its programs: real processes that start, answer, die and are started again. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProgramState } from '../../demo/desk/contract.ts';
import { treeIsAlive } from '../../demo/process-tree.ts';
import { Program, type ProgramPlan } from '../../demo/program.ts';
import { Supervisor } from '../../demo/supervisor.ts';
import { Warden } from '../../demo/warden.ts';

let directory: string;
let warden: Warden;
const started: Program[] = [];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-programs-'));
  warden = await Warden.appoint(directory);
});

afterEach(async () => {
  for (const program of started.splice(0)) await program.stop();
  await warden.dismiss();
  await rm(directory, { recursive: true });
});

/** A program of one line of JavaScript. */
function plan(script: string): ProgramPlan {
  return {
    name: 'program',
    file: process.execPath,
    args: ['-e', script],
    env: process.env,
    logFile: path.join(directory, 'program.log'),
  };
}

async function run(script: string): Promise<Program> {
  const program = await Program.start(plan(script), warden);
  started.push(program);
  return program;
}

const STAYS = 'setInterval(() => {}, 1000);';
const isReady = (line: string): true | undefined => (line === 'ready' ? true : undefined);

test('what a program says is heard, and kept in a log that only its owner reads', async () => {
  const program = await run(`console.log('first'); console.error('ready'); ${STAYS}`);
  expect(await program.line(isReady, 10_000)).toBe(true);
  await program.stop();
  const { logFile } = plan('');
  expect((await readFile(logFile, 'utf8')).split('\n').sort()).toEqual(['', 'first', 'ready']);
  expect((await stat(logFile)).mode & 0o077).toBe(0);
});

test('a program that ends before it is ready is reported with its last words', async () => {
  const program = await run("console.error('no such setting'); process.exitCode = 2;");
  await expect(program.line(isReady, 10_000)).rejects.toThrow(/ended with exit code 2\s+no such setting/);
});

test('a program that is never ready is given up', async () => {
  const program = await run(STAYS);
  await expect(program.line(isReady, 50)).rejects.toThrow(/was not ready within/);
});

test('a stopped program takes what it started with it', async () => {
  const child = `require('node:child_process').spawn(process.execPath, ['-e', '${STAYS}'])`;
  const program = await run(`${child}.on('spawn', () => console.log('ready')); ${STAYS}`);
  await program.line(isReady, 10_000);
  await program.stop();
  await expect.poll(() => treeIsAlive(program.pid)).toBe(false);
});

test('a server of its own group outlives the program, but not its stop', async () => {
  const program = await run(STAYS);
  const server = await run(STAYS);
  program.adopt(server.pid);
  await program.kill();
  expect(treeIsAlive(server.pid)).toBe(true);
  await program.stop();
  expect(await server.ended).toBe('ended by SIGKILL');
});

function supervise(script: string, told: ProgramState[]): Supervisor {
  return new Supervisor({
    start: async () => run(script),
    ready: async (program) => program.line(isReady, 10_000),
    tell: (state) => told.push(state),
  });
}

test('a killed program is started again; a stopped one is not', async () => {
  const told: ProgramState[] = [];
  const supervisor = supervise(`console.log('ready'); ${STAYS}`, told);
  await supervisor.start();
  await supervisor.kill();
  await expect.poll(() => told.length, { timeout: 10_000 }).toBe(3);
  await supervisor.stop();
  expect(told).toEqual([
    { state: 'running' },
    { state: 'restarting', reason: 'ended by SIGKILL' },
    { state: 'running' },
  ]);
});

test('a program that ends again and again is left ended, with the reason', async () => {
  const told: ProgramState[] = [];
  const supervisor = supervise("console.log('ready'); process.exitCode = 3;", told);
  await supervisor.start();
  const last = (): ProgramState | undefined => told.at(-1);
  await expect.poll(() => last()?.state, { timeout: 20_000 }).toBe('ended');
  expect(last()).toMatchObject({ reason: expect.stringContaining('exit code 3') as string });
  await supervisor.stop();
});

test('a program is stopped even while it is starting', async () => {
  const supervisor = supervise(STAYS, []);
  const starting = supervisor.start().catch((error: unknown) => String(error));
  await expect.poll(() => started.length).toBe(1);
  await supervisor.stop();
  expect(await starting).toMatch(/program ended by SIGTERM/);
});

test('two demos cannot share a state directory, until nothing is left of the first', async () => {
  await expect(Warden.appoint(directory)).rejects.toThrow(/Another demo runs on/);
  await warden.dismiss();
  warden = await Warden.appoint(directory);
  expect(warden).toBeInstanceOf(Warden);
});

test('the warden ends what it still watches when it is left alone', async () => {
  const program = await run(STAYS);
  await warden.dismiss();
  expect(await program.ended).toBe('ended by SIGTERM');
});
