/** What the kiosk in Electron costs: to start, to draw a code, and at rest. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureRuntime, type Runtime } from '../../../tools/runtime.ts';
import { processorSeconds } from '../../rest/processor-time.ts';
import { alternate, repeat, type Turn } from '../alternate.ts';
import type { Measured, Row } from '../row.ts';
import type { GlassProgram } from './glass-program.ts';
import { bareGlass, productGlass, type Glass } from './glasses.ts';

const SETTLE_MS = 10_000;
const REST_MS = 30_000;
/** After a code was seen: by then it has been read back. */
const READ_WITHIN_MS = 500;
/** A new code of the kiosk takes five seconds: it asks for it after half of the life of the one before. */
const CODES = 6;
const BARE =
  'An Electron window of the same size, on the same runtime, with a code that is ready; new ones come over a WebSocket.';

export function inElectron(): Row[] {
  const row = { floor: BARE, unit: 'ms', decision: '0018-the-kiosk-stays-up.md' } as const;
  return [
    {
      ...row,
      name: 'start',
      family: 'start',
      title: 'Start to first code',
      product:
        'From the start of the process, on an existing journal, to the first sight of its code on the X display: link, board and code included.',
      wanted: { kind: 'ratio', p50: 1.5 },
      measure: async (rounds) => sideBySide('one', (glass) => async () => startOnce(glass), rounds),
    },
    {
      ...row,
      name: 'code-painted',
      family: 'code-painted',
      title: '`code.issued` to painted',
      product: 'From the sending of `code.issued` to the first change of the picture on the X display.',
      wanted: { kind: 'ratio', p50: 1.5 },
      measure: async (rounds) =>
        sideBySide('many', (glass) => running(glass, async () => paintCodes(glass)), rounds),
    },
    {
      ...row,
      name: 'code-processor',
      family: 'code-processor',
      title: 'Processor time of one code',
      product: `Processor time of all processes from the sending of a code until ${READ_WITHIN_MS} ms after it was seen: drawn, and read back.`,
      wanted: { kind: 'ratio', p50: 3 },
      measure: async (rounds) =>
        sideBySide('many', (glass) => running(glass, async () => processorOfCodes(glass)), rounds),
    },
    {
      ...row,
      name: 'memory',
      family: 'memory',
      title: 'Memory at rest, all processes',
      product:
        'Proportional set size of all processes, ten seconds after the first code. Both run from a copy of the runtime that no other program uses, so that nothing shares its pages.',
      unit: 'MiB',
      wanted: { kind: 'ratio', p50: 1.15 },
      measure: async (rounds) =>
        onOwnRuntime(async (runtime) =>
          sideBySide('one', (glass) => async () => memoryOnce(glass), rounds, runtime),
        ),
    },
    {
      name: 'rest',
      family: 'rest',
      title: 'Processor at rest, whole kiosk',
      product: `Processor time of all processes over ${REST_MS / 1_000} s with a code on the glass, link and cabinet up.`,
      floor: '-',
      unit: '% of a core',
      wanted: { kind: 'value', most: 0.3 },
      decision: '0018-the-kiosk-stays-up.md',
      measure: atRest,
    },
  ];
}

async function sideBySide(
  codes: 'one' | 'many',
  turnOf: (glass: Glass) => Turn,
  rounds: number,
  runtime: Runtime | null = null,
): Promise<Measured> {
  const product = await productGlass(codes, runtime);
  try {
    const floor = await bareGlass(runtime);
    try {
      return await alternate(rounds, { product: turnOf(product), floor: turnOf(floor) });
    } finally {
      await floor.stop();
    }
  } finally {
    await product.stop();
  }
}

/** Product and floor take turns, so that one copy does for both. */
async function onOwnRuntime<T>(work: (runtime: Runtime) => Promise<T>): Promise<T> {
  const runtime = await ensureRuntime(() => undefined);
  const directory = await mkdtemp(join(tmpdir(), 'bench-runtime-'));
  try {
    await cp(dirname(runtime.executablePath), directory, { recursive: true });
    const executablePath = join(directory, basename(runtime.executablePath));
    return await work({ ...runtime, executablePath });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function startOnce({ program }: Glass): Promise<number[]> {
  const took = await program.start();
  await program.stop();
  return [took];
}

/** Started with the first turn, which warms up. */
function running({ program }: Glass, turn: Turn): Turn {
  let started: Promise<number> | null = null;
  return async () => {
    started ??= program.start();
    await started;
    return turn();
  };
}

async function paintCodes(glass: Glass): Promise<number[]> {
  const took: number[] = [];
  while (took.length < CODES) {
    await glass.ready();
    took.push(await glass.nextCode());
  }
  return took;
}

async function processorOfCodes(glass: Glass): Promise<number[]> {
  let used = 0;
  for (let code = 0; code < CODES; code += 1) {
    await glass.ready();
    const before = await processorOf(glass.program);
    await glass.nextCode();
    await pause(READ_WITHIN_MS);
    used += (await processorOf(glass.program)) - before;
  }
  return [used / CODES];
}

async function memoryOnce({ program }: Glass): Promise<number[]> {
  await program.start();
  await pause(SETTLE_MS);
  let kib = 0;
  for (const pid of await program.pids()) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kib += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
  }
  await program.stop();
  return [kib / 1_024];
}

async function atRest(rounds: number): Promise<Measured> {
  const glass = await productGlass('one', null);
  try {
    await glass.program.start();
    await pause(SETTLE_MS);
    return await repeat(rounds, async () => {
      const before = await processorOf(glass.program);
      const begunAt = performance.now();
      await pause(REST_MS);
      const used = (await processorOf(glass.program)) - before;
      return [(used / (performance.now() - begunAt)) * 100];
    });
  } finally {
    await glass.stop();
  }
}

/** Milliseconds since each of its processes began. */
async function processorOf(program: GlassProgram): Promise<number> {
  const times = await processorSeconds(await program.pids());
  return [...times.values()].reduce((sum, { used }) => sum + used * 1_000, 0);
}
