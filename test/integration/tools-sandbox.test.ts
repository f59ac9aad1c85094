/** What a start from the checkout says where Chromium cannot confine its processes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CHECKOUT } from '../../tools/checkout.ts';
import { capture, type CommandResult } from '../../tools/command.ts';
import { asIfOrdinaryWithout, CAN_DENY } from '../support/shell/user-namespaces.ts';

let directory: string;
let executable: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'topper-sandbox-'));
  executable = path.join(directory, 'electron');
  await writeFile(path.join(directory, 'chrome-sandbox'), '', { mode: 0o755 });
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

/** As `npm start` and `npm run kiosk` do before they start Electron. */
const ASK = `
const { ensureSandbox } = await import(process.argv[1] + '/tools/sandbox.ts');
const { runProgram } = await import(process.argv[1] + '/tools/setup-error.ts');
await runProgram(async () => {
  await ensureSandbox(process.argv[2]);
  return 0;
});
`;
const ask = (): string[] => [process.execPath, '--input-type=module', '-e', ASK, CHECKOUT, executable];

async function run([file = '', ...args]: string[]): Promise<CommandResult> {
  return capture(file, args);
}

describe.skipIf(!CAN_DENY)('an ordinary user', () => {
  it('whom the system denies user namespaces is told what to run, and that once', async () => {
    const { code, stderr } = await run(asIfOrdinaryWithout(1000, ask()));
    const helper = path.join(directory, 'chrome-sandbox');
    expect(stderr).toContain('denies user namespaces');
    expect(stderr).toContain(`sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`);
    expect(stderr).not.toContain('at ensureSandbox');
    expect(code).toBe(2);
  });

  it('who may make them is told nothing', async () => {
    const { code, stderr } = await run([
      'unshare',
      '--user',
      '--map-user=1000',
      '--map-group=1000',
      ...ask(),
    ]);
    expect([code, stderr]).toEqual([0, '']);
  });
});
