import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { CodeTokens } from './code-token.ts';

const purpose = {
  asset: 'EGM-0042',
  merchantId: '123456789',
  gameName: 'Blackjack Video',
  playerId: 'PLAYER_998877',
  expiresAt: 1_735_750_800_000,
};
const tokens = new CodeTokens(randomBytes(32));

test('a token names its machine, merchant, game, player and end, and each has an id of its own', () => {
  const { code, token } = tokens.issue(purpose);
  expect(tokens.open(token)).toEqual({ codeId: code.codeId, ...purpose });
  expect(tokens.issue(purpose).code.codeId).not.toBe(code.codeId);
});

test('a token tells nothing to whoever reads it', () => {
  expect(Buffer.from(tokens.issue(purpose).token, 'base64').includes('EGM-0042')).toBe(false);
});

test('tokens are base64 with + and /, so that a careless url shows', () => {
  const many = Array.from({ length: 20 }, () => tokens.issue(purpose).token).join('');
  expect(many).toMatch(/\+/);
  expect(many).toMatch(/\//);
});

test('a code is as long as a real one: a url of 400 to 500 characters', () => {
  const { token } = tokens.issue(purpose);
  const url = `https://cashlesscasino.sandbox.trustly.one/cashlesscasino-client?token=${encodeURIComponent(token)}`;
  expect(url.length).toBeGreaterThan(400);
  expect(url.length).toBeLessThan(500);
});

/** Most tokens have one, not all. */
function tokenWithPlus(): string {
  const { token } = tokens.issue(purpose);
  return token.includes('+') ? token : tokenWithPlus();
}

test('a token that was changed, cut or sealed by another key is not ours', () => {
  const token = tokenWithPlus();
  const changed = `${token.slice(0, 40)}${token[40] === 'A' ? 'B' : 'A'}${token.slice(41)}`;
  for (const bad of [changed, token.slice(0, -4), token.replaceAll('+', ' '), '', 'AAAA']) {
    expect(tokens.open(bad)).toBeNull();
  }
  expect(new CodeTokens(randomBytes(32)).open(token)).toBeNull();
});
