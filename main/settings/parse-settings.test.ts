import { describe, expect, it } from 'vitest';
import { parseSettings } from './parse-settings.ts';
import { SettingsError } from './settings-error.ts';

const link = { url: 'wss://bridge.example/egm-link', asset: 'EGM-0042', secretFile: '/etc/topper/secret' };
const cabinet = { kind: 'hid', vendorId: 0x1209, productId: 1 };

function problem(input: unknown): string {
  try {
    parseSettings(input);
  } catch (error) {
    if (error instanceof SettingsError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('settings', () => {
  it('need a link and a cabinet, and no more', () => {
    const settings = parseSettings({ link, cabinet });
    expect(settings.code.rotateBeforeExpiryMs).toBe(10_000);
    expect(settings.display.target).toBe('secondary');
  });

  it('keep what is given and fill in the rest of a section', () => {
    const settings = parseSettings({ link, cabinet, glass: { locales: ['es', 'en'] } });
    expect(settings.glass).toMatchObject({ locales: ['es', 'en'], start: 'always', addedForMs: 8_000 });
  });

  it.each([
    [null, 'WRONG_SETTING: the settings must be a JSON object'],
    [[], 'WRONG_SETTING: the settings must be a JSON object'],
    [{ cabinet }, 'WRONG_SETTING: the setting "link" is missing; it has no default'],
    [{ link }, 'WRONG_SETTING: the setting "cabinet" is missing; it has no default'],
    [
      { link: { ...link, url: 'ws://bridge.example/egm-link' }, cabinet },
      'LINK_NOT_SECURE: the setting "link.url" must begin with wss:// because bridge.example is not this machine',
    ],
    [{ link: { ...link, url: 'bridge' }, cabinet }, 'LINK_NOT_SECURE: the setting "link.url" is not a url'],
    [
      { link: { ...link, url: 'wss://me:pw@bridge.example/' }, cabinet },
      'LINK_NOT_SECURE: the setting "link.url" must not hold credentials; they belong in "link.secretFile"',
    ],
  ])('say what is wrong in one sentence: %j', (input, sentence) => {
    expect(problem(input)).toBe(sentence);
  });

  it('name the setting that has a wrong value, and the values it may have', () => {
    expect(problem({ link, cabinet, display: { target: 'third' } })).toMatch(
      /"display.target" .*secondary, primary, windowed/,
    );
    expect(problem({ link, cabinet, glass: { addedForMs: 'long' } })).toMatch(
      /"glass.addedForMs" must be integer/,
    );
    expect(problem({ link: { ...link, asset: 'a b' }, cabinet })).toMatch(/"link.asset"/);
  });

  it('have no place for what opens Trustly, which is the bridge’s [bridge-decides]', () => {
    expect(problem({ link, cabinet, trustly: { accessKey: 'key' } })).toMatch(/trustly/);
    for (const name of ['accessId', 'accessKey', 'merchantId'])
      expect(problem({ link: { ...link, [name]: 'value' }, cabinet })).toMatch(
        new RegExp(`"link" .*${name}`),
      );
  });

  it.each([
    [{ kind: 'abacus' }, '"cabinet.kind" must be equal to one of the allowed values: hid, virtual'],
    [
      { vendorId: 1, productId: 1 },
      '"cabinet.kind" must be equal to one of the allowed values: hid, virtual',
    ],
    [{ kind: 'toString' }, '"cabinet.kind" must be equal to one of the allowed values: hid, virtual'],
    [{ kind: 'virtual' }, '"cabinet" must have required properties port: port'],
    [{ kind: 'virtual', port: 0 }, '"cabinet.port" must be >= 1'],
    [{ kind: 'hid', vendorId: 1 }, '"cabinet" must have required properties productId: productId'],
    [{ ...cabinet, port: 7401 }, '"cabinet" must not have additional properties: port'],
    ['hid', '"cabinet" must be object'],
  ])('say of the machine what its own kind lacks: %j', (wrong, sentence) => {
    expect(problem({ link, cabinet: wrong })).toBe(`WRONG_SETTING: the setting ${sentence}`);
  });

  it('refuse what they do not know [checked-at-the-door], so that a typing error is not lost', () => {
    expect(problem({ link, cabinet, glas: {} })).toMatch(/glas/);
    expect(problem({ link, cabinet, glass: { helplin: 'x' } })).toMatch(/"glass" .*helplin/);
  });

  it.each(['ws://127.0.0.1:7300/egm-link', 'ws://localhost:7300/egm-link', 'ws://[::1]:7300/egm-link'])(
    'let plain text stay on this machine: %s [tls-or-loopback]',
    (url) => {
      expect(problem({ link: { ...link, url }, cabinet })).toBe('none');
    },
  );

  it.each([
    'ws://127.0.0.1.evil.example/',
    'ws://localhost.evil.example/',
    'ws://10.0.0.1/',
    'http://127.0.0.1/',
  ])('let no plain text leave it: %s [tls-or-loopback]', (url) => {
    expect(problem({ link: { ...link, url }, cabinet })).toMatch(/LINK_NOT_SECURE/);
  });
});
