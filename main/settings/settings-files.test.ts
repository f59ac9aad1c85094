import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeLastGood } from '../shell/last-good-settings.ts';
import { parseSettings } from './parse-settings.ts';
import { SettingsFiles } from './settings-files.ts';

let directory: string;
let link: { url: string; asset: string; secretFile: string };
let good: { link: typeof link; cabinet: object };
const at = (name: string): string => path.join(directory, name);
const write = (content: unknown): void =>
  writeFileSync(at('settings.json'), typeof content === 'string' ? content : JSON.stringify(content), {
    mode: 0o644,
  });
const files = (packaged = false): SettingsFiles => new SettingsFiles(directory, packaged, writeLastGood);

/** The code and the line of what is wrong, where nothing can be used. */
function fault(packaged = false): string {
  const reading = files(packaged).read();
  if (reading.kind === 'usable') return 'none';
  return `${reading.problem.code}: ${reading.problem.message.replaceAll(directory, '.')}`;
}

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'topper-settings-'));
  writeFileSync(at('secret'), 'hunter2\n', { mode: 0o600 });
  link = { url: 'wss://bridge.example/egm-link', asset: 'EGM-0042', secretFile: at('secret') };
  good = { link, cabinet: { kind: 'hid', vendorId: 0x1209, productId: 1 } };
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

describe('the settings file', () => {
  it.each([
    { what: 'missing', says: 'FILE_MISSING: ./settings.json: the file is missing', make: () => undefined },
    { what: 'of 0 bytes', says: 'NOT_JSON: ./settings.json: the file is empty', make: () => write('') },
    {
      what: 'a directory',
      says: 'FILE_UNREADABLE: ./settings.json: the file cannot be read (EISDIR)',
      make: () => mkdirSync(at('settings.json'), { mode: 0o755 }),
    },
    {
      what: 'without a comma',
      says: 'NOT_JSON: ./settings.json: not readable as JSON: see line 2, column 20',
      make: () => write('{\n  "link": "secret" "cabinet": {}\n}'),
    },
    {
      what: 'cut off',
      says: 'NOT_JSON: ./settings.json: not readable as JSON: it ends too early',
      make: () => write(JSON.stringify(good).slice(0, -1)),
    },
    {
      what: 'in UTF-16',
      says: 'NOT_JSON: ./settings.json: the file is not text in UTF-8; save it as UTF-8',
      make: () =>
        writeFileSync(at('settings.json'), JSON.stringify(good), { encoding: 'utf16le', mode: 0o644 }),
    },
    {
      what: 'with one wrong key',
      says: 'WRONG_SETTING: ./settings.json: the settings must not have additional properties: glas',
      make: () => write({ ...good, glas: {} }),
    },
    {
      what: 'without TLS',
      says: 'LINK_NOT_SECURE: ./settings.json: the setting "link.url" must begin with wss:// because cms is not this machine',
      make: () => write({ ...good, link: { ...link, url: 'ws://cms/egm-link' } }),
    },
    {
      what: 'without the file of its secret',
      says: 'SECRET_UNREADABLE: ./settings.json: the file of "link.secretFile", ./none, cannot be read (ENOENT)',
      make: () => write({ ...good, link: { ...link, secretFile: at('none') } }),
    },
  ])('that is $what has one true line', ({ says, make }) => {
    make();
    expect(fault()).toBe(says);
  });

  it('may begin with the mark of UTF-8 that some editors write', () => {
    write(`\uFEFF${JSON.stringify(good)}`);
    expect(fault()).toBe('none');
  });

  it.skipIf(process.platform === 'win32')('is refused where others may write or replace it', () => {
    write(good);
    chmodSync(at('settings.json'), 0o664);
    expect(fault()).toBe(
      'NOT_PRIVATE: ./settings.json is not used because others may write it; run: chmod go-w ./settings.json',
    );
    chmodSync(at('settings.json'), 0o644);
    expect(fault()).toBe('none');
    chmodSync(directory, 0o777);
    expect(fault()).toBe(
      'NOT_PRIVATE: ./settings.json is not used because others may replace it; run: chmod go-w .',
    );
  });

  it.skipIf(process.getuid?.() !== 0)('is refused where it belongs to another user', () => {
    write(good);
    chownSync(at('settings.json'), 65_534, 65_534);
    expect(fault()).toMatch(/^NOT_PRIVATE: .* because it belongs to another user \(65534\)/);
  });

  it('names a virtual cabinet in a demo, and never in an installed kiosk', () => {
    write({ ...good, cabinet: { kind: 'virtual', port: 7000 } });
    expect(fault()).toBe('none');
    expect(fault(true)).toMatch(/^VIRTUAL_CABINET: .*"cabinet.kind" must be hid/);
  });
});

describe('the last good settings', () => {
  const kept = (): string => readFileSync(at('settings.last-good.json'), 'utf8');

  it('are used while the file cannot be, and the file stays as the technician left it', async () => {
    await files().keepAsLastGood(parseSettings(good));
    write('{ "link":');
    const reading = files().read();
    expect(reading).toMatchObject({ kind: 'usable', settings: { link }, instead: { code: 'NOT_JSON' } });
    expect(readFileSync(at('settings.json'), 'utf8')).toBe('{ "link":');
  });

  it('are kept only when told so: reading is no proof', async () => {
    write(good);
    files().read();
    expect(() => kept()).toThrow(/ENOENT/);
    await files().keepAsLastGood(parseSettings(good));
    expect(JSON.parse(kept())).toEqual(parseSettings(good));
  });

  it.skipIf(process.platform === 'win32')('are nobody else’s to read', async () => {
    await files().keepAsLastGood(parseSettings(good));
    expect(statSync(at('settings.last-good.json')).mode & 0o777).toBe(0o600);
  });

  it('that are damaged are written anew', async () => {
    writeFileSync(at('settings.last-good.json'), '');
    await files().keepAsLastGood(parseSettings(good));
    expect(JSON.parse(kept())).toEqual(parseSettings(good));
  });

  it('can be as wrong as the file, of which is told then', () => {
    writeFileSync(at('settings.last-good.json'), '{');
    write('');
    expect(fault()).toBe('NOT_JSON: ./settings.json: the file is empty');
  });
});
