import { describe, expect, it } from 'vitest';
import { jsonDecoder } from './decode.ts';
import { BridgeMessage, EGM_LINK_MAX_BYTES, KioskMessage } from './egm-link.ts';

const fromKiosk = jsonDecoder(KioskMessage, EGM_LINK_MAX_BYTES);
const fromBridge = jsonDecoder(BridgeMessage, EGM_LINK_MAX_BYTES);

describe('the door for JSON from outside [checked-at-the-door]', () => {
  it('lets a message of the schema in', () => {
    const order = {
      type: 'transfer.order',
      transferId: '000042-0000000123',
      fundingId: 'f-1',
      amount: { minor: 2000, currency: 'USD' },
      board: { serial: 'CIB-1', memoryId: '0a1b2c3d' },
      lifetimeMs: 8000,
    };
    expect(fromBridge(JSON.stringify(order))).toEqual(order);
  });

  it.each([
    ['fractional cents', { minor: 0.5, currency: 'USD' }],
    ['negative cents', { minor: -1, currency: 'USD' }],
    ['cents as text', { minor: '2000', currency: 'USD' }],
    ['cents beyond exactness', { minor: 2 ** 53, currency: 'USD' }],
    ['an unknown field', { minor: 1, currency: 'USD', note: 'x' }],
  ])('refuses an order with %s', (_what, amount) => {
    const text = JSON.stringify({
      type: 'transfer.order',
      transferId: '000042-0000000123',
      fundingId: 'f-1',
      amount,
      board: { serial: 'CIB-1', memoryId: '0a1b2c3d' },
      lifetimeMs: 1,
    });
    expect(() => fromBridge(text)).toThrow(expect.objectContaining({ code: 'NOT_OF_SCHEMA' }));
  });

  it.each(['NUL \\u0000', 'half a pair \\ud83d', 'the other half \\ude00'])(
    'refuses a text with %s',
    (text) => {
      const hello = `{"type":"hello","kiosk":{"version":"${text}","runtime":"x"},"cabinet":{"connection":"connecting"}}`;
      expect(() => fromKiosk(hello)).toThrow(expect.objectContaining({ code: 'NOT_OF_SCHEMA' }));
      expect(fromKiosk(hello.replace(text, '\\ud83d\\ude00'))).toMatchObject({ kiosk: { version: '😀' } });
    },
  );

  it.each([
    ['two amounts', '{"type":"machine","enabled":true,"enabled":false}'],
    [
      'a key twice in an inner object',
      '{"type":"cabinet","status":{"connection":"connecting","connection":"connecting"}}',
    ],
    ['the same key, once escaped', '{"type":"machine","enabled":true,"\\u0065nabled":false}'],
  ])('refuses a message with %s: another parser may take the other one', (_what, text) => {
    for (const decode of [fromKiosk, fromBridge]) {
      expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'NOT_JSON' }));
    }
  });

  it('refuses what is not JSON and what is too large, before reading it', () => {
    expect(() => fromKiosk('{"type":')).toThrow(expect.objectContaining({ code: 'NOT_JSON' }));
    expect(() => fromKiosk(`"${'x'.repeat(EGM_LINK_MAX_BYTES)}"`)).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE' }),
    );
  });
});
