/** docs/cabinet-control.md, row by row, on the program itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../hardware/drivers/cabinet-board/codec.ts';
import { usMachine } from '../../simulators/cabinet-board/configuration.ts';
import { LONGEST_DELAY_MS } from '../../simulators/hands.ts';
import { BABBLE_EVERY_MS } from '../../simulators/cabinet-board/misbehaviour.ts';
import { type CabinetProcess, startCabinetProcess } from '../support/board/cabinet-process.ts';
import { documentTable } from '../support/document-table.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { waitFor } from '../support/wait.ts';

interface Row {
  when: string;
  does: string;
  holds: () => Promise<void>;
}

let directory: string;
let cabinet: CabinetProcess;
let control: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-cabinet-'));
  cabinet = await startCabinetProcess(path.join(directory, 'memory.json'));
  control = String(cabinet.service.listening['controlUrl']);
});

afterAll(async () => {
  await cabinet.service.stop();
  await rm(directory, { recursive: true });
});

const ENQUIRY = Uint8Array.of(0x05);

/** A socket that holds the board. */
async function kiosk(): Promise<RawSocket> {
  const socket = await RawSocket.to(cabinet.reportsPort);
  socket.write(ENQUIRY);
  expect((await socket.bytes(1))[0]).toBe(0x06);
  return socket;
}

async function letGo(socket: RawSocket): Promise<void> {
  socket.close();
  await waitFor('the board to be free', async () => !(await cabinet.state()).open);
}

const status = encodeMessage({ kind: 'request', name: 'STATUS', sequence: 7, body: {} });
const framed = (report: Uint8Array): Uint8Array => Uint8Array.of(report.length, ...report);
const enableNotes = encodeMessage({
  kind: 'request',
  name: 'ENABLE_NOTES',
  sequence: 8,
  body: { enabledNotes: 0b111111 },
});

/** The answer when the board is asked for its state after `bytes`: only that one answer. */
async function answersOnce(bytes: readonly Uint8Array[]): Promise<void> {
  const socket = await kiosk();
  for (const part of bytes) {
    socket.write(part);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const received = await socket.bytes(1 + 65);
  expect(received).toHaveLength(66);
  expect(received[1]).toBe(64);
  expect(decodeMessage(received.subarray(2))).toMatchObject({ name: 'STATUS', sequence: 7 });
  await letGo(socket);
}

const onTheSocket: Row[] = [
  {
    when: 'a first byte that is not `05`',
    does: 'closes the socket without a byte',
    holds: async () => {
      const socket = await RawSocket.to(cabinet.reportsPort);
      socket.write('GET / HTTP/1.1\r\n\r\n');
      expect(await socket.untilClosed()).toHaveLength(0);
    },
  },
  {
    when: 'no byte',
    does: 'waits without end; the board is not held meanwhile',
    holds: async () => {
      const silent = await RawSocket.to(cabinet.reportsPort);
      await letGo(await kiosk());
      expect(silent.received).toHaveLength(0);
      silent.close();
    },
  },
  {
    when: '`05` while another kiosk holds the board',
    does: 'answers `15` and closes the socket; the other kiosk keeps the board',
    holds: async () => {
      const first = await kiosk();
      const second = await RawSocket.to(cabinet.reportsPort);
      second.write(ENQUIRY);
      expect([...(await second.untilClosed())]).toEqual([0x15]);
      first.write(framed(status));
      await first.bytes(66);
      await letGo(first);
    },
  },
  {
    when: '`05` while the board is off or unplugged',
    does: 'closes the socket without a byte',
    holds: async () => {
      for (const off of [
        { action: 'power', on: false },
        { action: 'cable', plugged: false },
      ] as const) {
        await cabinet.act(off);
        const socket = await RawSocket.to(cabinet.reportsPort);
        socket.write(ENQUIRY);
        expect(await socket.untilClosed()).toHaveLength(0);
        await cabinet.act({ action: 'power', on: true });
        await cabinet.act({ action: 'cable', plugged: true });
      }
    },
  },
  {
    when: 'power or cable goes while a kiosk holds the board',
    does: 'closes the socket',
    holds: async () => {
      const socket = await kiosk();
      await cabinet.act({ action: 'cable', plugged: false });
      await socket.untilClosed();
      await cabinet.act({ action: 'cable', plugged: true });
    },
  },
  {
    when: 'reports in pieces, or several in one piece',
    does: 'takes them as one by one',
    holds: async () => {
      const bytes = framed(status);
      await answersOnce([bytes.subarray(0, 1), bytes.subarray(1, 40), bytes.subarray(40)]);
    },
  },
  {
    when: 'a length byte of 0, or of another length than 64',
    does: 'hands that report to the board, which drops it as any of a wrong length',
    holds: async () => {
      await answersOnce([Uint8Array.of(0, 3, 1, 2, 3, ...framed(status))]);
    },
  },
  {
    when: 'the kiosk closes the socket',
    does: 'the board is free at once, and all notes are disabled',
    holds: async () => {
      const socket = await kiosk();
      socket.write(framed(enableNotes));
      await waitFor('the notes', async () => (await cabinet.state()).notesEnabled);
      await letGo(socket);
      expect((await cabinet.state()).notesEnabled).toBe(false);
    },
  },
];

const post = async (body: string, headers: Record<string, string> = {}): Promise<[number, unknown]> => {
  const response = await fetch(`${control}/actions`, { method: 'POST', body, headers });
  return [response.status, await response.json()];
};
const error = (code: string): unknown => ({ error: { code, message: expect.any(String) as unknown } });

const atTheControlPort: Row[] = [
  {
    when: 'another path, a query, another method',
    does: '404 `NOT_FOUND`',
    holds: async () => {
      for (const [method, where] of [
        ['GET', '/'],
        ['GET', '/state?x=1'],
        ['PUT', '/actions'],
        ['GET', '/%ff'],
      ] as const) {
        const response = await fetch(`${control}${where}`, { method });
        expect([response.status, await response.json()]).toEqual([404, error('NOT_FOUND')]);
      }
    },
  },
  {
    when: 'a web page: see above',
    does: '403 `NOT_LOCAL`',
    holds: async () => {
      const body = '{"action":"door","open":true}';
      expect(await post(body, { origin: 'http://127.0.0.1' })).toEqual([403, error('NOT_LOCAL')]);
    },
  },
  {
    when: 'a body that is not JSON',
    does: '400 `NOT_JSON`, and nothing is done',
    holds: async () => {
      for (const body of ['', 'door', '{"action":'])
        expect(await post(body)).toEqual([400, error('NOT_JSON')]);
    },
  },
  {
    when: 'an unknown action, a field that is unknown, missing or of another type',
    does: '400 `NOT_OF_SCHEMA`, and nothing is done',
    holds: async () => {
      for (const body of [
        '{"action":"explode"}',
        '{"action":"door","open":true,"wide":true}',
        '{"action":"door"}',
        '{"action":"door","open":1}',
        '{"action":"note.insert","minor":0.5}',
      ]) {
        expect(await post(body)).toEqual([400, error('NOT_OF_SCHEMA')]);
      }
      expect((await cabinet.state()).conditions).toEqual([]);
    },
  },
  {
    when: 'a body of more than 4,096 bytes',
    does: '400 `TOO_LARGE`, and nothing is done',
    holds: async () => {
      expect(await post(' '.repeat(4_097))).toEqual([400, error('TOO_LARGE')]);
    },
  },
  {
    when: 'bytes that are not HTTP, or headers of more than 16 KiB',
    does: '400 or 431 of the HTTP server itself, without a body, and the connection closes',
    holds: async () => {
      for (const [bytes, line] of [
        ['nonsense\r\n\r\n', /^HTTP\/1\.1 400 [^\r]*\r\nConnection: close\r\n\r\n$/],
        [
          `GET /state HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
          /^HTTP\/1\.1 431 [^\r]*\r\nConnection: close\r\n\r\n$/,
        ],
      ] as const) {
        const socket = await RawSocket.to(Number(new URL(control).port));
        socket.write(bytes);
        expect((await socket.untilClosed()).toString()).toMatch(line);
      }
    },
  },
  {
    when: 'any `Content-Type`, or none',
    does: 'is not looked at: the body is read as JSON',
    holds: async () => {
      const [code] = await post('{"action":"tilt","active":false}', { 'content-type': 'image/png' });
      expect(code).toBe(200);
    },
  },
  {
    when: 'the same action again: a door that is open is opened, power that is on is switched on',
    does: '200, and nothing changes',
    holds: async () => {
      const open = await cabinet.act({ action: 'door', open: true });
      expect(await cabinet.act({ action: 'door', open: true })).toEqual(open);
      expect(await cabinet.act({ action: 'power', on: true })).toEqual(open);
      await cabinet.act({ action: 'door', open: false });
    },
  },
  {
    when: '`note.insert` while the acceptor takes no notes, or not this one',
    does: '`NOT_TAKEN` in `notes`, and nothing else',
    holds: async () => {
      const before = await cabinet.state();
      const after = await cabinet.act({ action: 'note.insert', minor: 2_000 });
      expect(after).toEqual({ ...before, notes: [{ kind: 'NOT_TAKEN', minor: 2_000 }, ...before.notes] });
    },
  },
  {
    when: '`note.insert` of a value that is not in the note table, while the acceptor takes notes',
    does: '`REJECTED`, like one that is not genuine',
    holds: async () => {
      const socket = await kiosk();
      socket.write(framed(enableNotes));
      await waitFor('the notes', async () => (await cabinet.state()).acceptor === 'IDLE');
      const { notes } = await cabinet.act({ action: 'note.insert', minor: 123 });
      expect(notes[0]).toEqual({ kind: 'REJECTED', minor: 0 });
      await letGo(socket);
    },
  },
  {
    when: '`play` of more than there is',
    does: 'takes what there is',
    holds: async () => {
      expect((await cabinet.act({ action: 'play', minor: 1 })).meters.credits).toBe(0);
    },
  },
  {
    when: '`cashOut` while the machine is cashing out',
    does: '200, and nothing changes',
    holds: async () => {
      const first = await cabinet.act({ action: 'cashOut' });
      expect(first.conditions).toEqual(['CASHING_OUT']);
      expect(await cabinet.act({ action: 'cashOut' })).toEqual(first);
      await waitFor('the end of it', async () => (await cabinet.state()).conditions.length === 0);
    },
  },
  {
    when: 'an action while the power is off',
    does: 'doors, tilt, key, acceptor and cable are as it says when the power is back; `note.insert`, `play` and `cashOut` do nothing; `delayNextCredit`, `powerCutAt` and `misbehave` wait',
    holds: async () => {
      const before = await cabinet.act({ action: 'power', on: false });
      expect(await cabinet.act({ action: 'note.insert', minor: 2_000 })).toEqual(before);
      expect(await cabinet.act({ action: 'cashOut' })).toEqual(before);
      await cabinet.act({ action: 'tilt', active: true });
      await cabinet.act({ action: 'power', on: true });
      expect((await cabinet.state()).conditions).toEqual(['TILT']);
      await cabinet.act({ action: 'tilt', active: false });
    },
  },
];

const CABINET = path.resolve(import.meta.dirname, '../../simulators/cabinet-board/main.ts');

const ONE_LINE: unknown = expect.stringMatching(/^cabinet: .+\n$/);

async function ends(args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [CABINET, '--memory', path.join(directory, 'other.json'), ...args]);
  const [stdout, stderr, exit] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const [code] = exit as [number | null];
  return { code, stdout, stderr };
}

const atItsEnd: Row[] = [
  {
    when: '`SIGINT` or `SIGTERM`, and `--help`',
    does: '0',
    holds: async () => {
      expect(await ends(['--help'])).toMatchObject({ code: 0, stderr: '' });
      const other = await startCabinetProcess(path.join(directory, 'third.json'));
      await other.service.stop();
      expect(other.service.process.exitCode).toBe(0);
    },
  },
  {
    when: 'it cannot run: a port is taken, the memory file is damaged, there is no `/dev/uhid`',
    does: '1',
    holds: async () => {
      const taken = ['--control-port', '0', '--reports-port', String(cabinet.reportsPort)];
      expect(await ends(taken)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: ONE_LINE,
      });
      const memory = path.join(directory, 'damaged.json');
      await writeFile(memory, '{}');
      const damaged = await ends(['--control-port', '0', '--reports-port', '0', '--memory', memory]);
      expect(damaged).toMatchObject({
        code: 1,
        stdout: '',
        stderr: ONE_LINE,
      });
    },
  },
  {
    when: 'wrong arguments',
    does: '2',
    holds: async () => {
      expect(await ends(['--nonsense'])).toMatchObject({
        code: 2,
        stdout: '',
        stderr: ONE_LINE,
      });
    },
  },
];

describe('the virtual cabinet, as docs/cabinet-control.md tells of it,', () => {
  it('writes one line when it is ready, and nothing but that', () => {
    const { reportsPort, controlUrl } = cabinet.service.listening;
    expect(cabinet.service.output()).toBe(JSON.stringify({ event: 'listening', reportsPort, controlUrl }));
    expect(controlUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  const tables: [string, Row[]][] = [
    ['Odd input on the socket', onTheSocket],
    ['Odd input at the control port', atTheControlPort],
    ['Exit codes', atItsEnd],
  ];

  it.each(tables)('is described: %s', (heading, rows) => {
    expect(documentTable('cabinet-control.md', heading)).toEqual(rows.map(({ when, does }) => [when, does]));
  });

  it('takes the times that are described', () => {
    const times = documentTable('cabinet-control.md', 'Times').map(([what, value]) => [what, value]);
    const ms = (value: number): string => `${value.toLocaleString('en')} ms`;
    expect(times).toEqual([
      ['cash-out', ms(usMachine('ANY').cashOutMs)],
      ['`delayNextCredit`', `0 to ${ms(LONGEST_DELAY_MS)}`],
      ['between two reports of `BABBLING`', ms(BABBLE_EVERY_MS)],
      ['the kiosk’s first byte, an open `/watch`', 'none'],
      ['a connection to the control port without a request', `${createServer().keepAliveTimeout / 1_000} s`],
    ]);
  });

  it.each(tables.flatMap(([, rows]) => rows))('$when: $does', async ({ holds }) => {
    await expect(holds()).resolves.toBeUndefined();
  });
});
