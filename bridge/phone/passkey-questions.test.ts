/** Until when a question is good. What else an answer must be: test/integration/phone-passkeys.test.ts. */
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, expect, it, vi } from 'vitest';
import { answerOf } from '../../test/support/bridge/virtual-passkey.ts';
import { SecretKey } from '../platform/secrets/secret-key.ts';
import { readAnswered } from './passkey-answers.ts';
import { PasskeyQuestions } from './passkey-questions.ts';
import { PhoneKeys } from './phone-keys.ts';

const url = 'https://pay.casino.example';
const keys = new PhoneKeys(new SecretKey(Buffer.alloc(32, 1)));
const questions = new PasskeyQuestions(keys, url);
const at = { payer: 'payer-0123456789abcdef', fundingId: 'of-1' };
const UNTIL_MS = 300_000;

afterEach(() => {
  vi.useRealTimers();
});

it('a question is good until its page is too old, for its own phone, payment and purpose', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credential = { id: 'AAAA', publicKey: coseOf(publicKey.export({ format: 'jwk' })) };
  const made = {
    id: credential.id,
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }),
    userHandle: Buffer.from(keys.passkeys.handleOf(at.payer)),
    counter: 0,
  };
  const { challenge, rpId = '' } = await questions.toAnswer('pay', at, UNTIL_MS, [credential.id]);
  expect(rpId).toBe('pay.casino.example');
  const right = { challenge, rpId, origin: url, type: 'webauthn.get', counter: 7, isUserVerified: true };
  const response = readAnswered(answerOf(made, right));
  if (response === null) throw new Error('it is no answer');
  const answered = async (purpose: 'pay' | 'find', where = at) =>
    questions.answered(purpose, where, response, { payer: at.payer, credential });
  expect(await answered('pay')).toMatchObject({ kind: 'proven', counter: 7, questionMs: UNTIL_MS });
  expect((await answered('find')).kind).toBe('refused');
  expect((await answered('pay', { ...at, fundingId: 'of-2' })).kind).toBe('refused');
  expect((await answered('pay', { ...at, payer: 'another-0123456789ab' })).kind).toBe('refused');
  vi.setSystemTime(UNTIL_MS - 1);
  expect((await answered('pay')).kind).toBe('proven');
  vi.setSystemTime(UNTIL_MS);
  expect((await answered('pay')).kind).toBe('refused');
});

/** As phones give it: a map of kty 2, alg -7, crv 1, x and y. */
function coseOf({ x = '', y = '' }: { x?: string; y?: string }): Uint8Array<ArrayBuffer> {
  const point = (part: string) => Buffer.from(part, 'base64url');
  const map = ['a5010203262001215820', point(x), '225820', point(y)];
  return new Uint8Array(
    Buffer.concat(map.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part))),
  );
}
