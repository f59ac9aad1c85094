import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KeyError, privateKeyOf, publicKeyOf } from './keys.ts';

const pems = (modulusLength: number, passphrase?: string) =>
  generateKeyPairSync('rsa', {
    modulusLength,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: {
      type: 'pkcs8',
      format: 'pem',
      ...(passphrase !== undefined && { cipher: 'aes-256-cbc', passphrase }),
    },
  });
const good = pems(2_048);
const weak = pems(1_024);
const curve = generateKeyPairSync('ec', {
  namedCurve: 'prime256v1',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

describe('a key of an account', () => {
  it('is RSA of 2048 bits', () => {
    expect(privateKeyOf(good.privateKey).asymmetricKeyType).toBe('rsa');
    expect(publicKeyOf(good.publicKey).asymmetricKeyType).toBe('rsa');
  });

  it.each([
    ['weak', weak, /at least 2048 bits, and has 1024/],
    ['of a curve', curve, /must be an RSA key, and is ec/],
    ['something else', { privateKey: 'x', publicKey: 'x' }, /in PEM/],
  ])('is refused when it is %s', (_what, { privateKey, publicKey }, why) => {
    expect(() => privateKeyOf(privateKey)).toThrow(why);
    expect(() => publicKeyOf(publicKey)).toThrow(why);
  });

  it('is refused when a pass phrase is on it, or when it is the other one', () => {
    expect(() => privateKeyOf(pems(2_048, 'secret').privateKey)).toThrow(KeyError);
    expect(() => privateKeyOf(good.publicKey)).toThrow(KeyError);
    expect(() => publicKeyOf(good.privateKey)).toThrow('is a private key, and must be a public one');
  });

  it('is in no message', () => {
    for (const read of [privateKeyOf, publicKeyOf]) {
      try {
        read(weak.privateKey);
      } catch (error) {
        expect(String(error)).not.toContain(weak.privateKey.slice(40, 80));
        continue;
      }
      expect.unreachable();
    }
  });
});
