import { describe, expect, it } from 'vitest';
import { isCodeUrl } from './code-url.ts';

describe('a code', () => {
  it.each([
    'https://cashlesscasino.trustly.one/c?token=a+b/c=',
    'https://127.0.0.1/c',
    'http://127.0.0.1:7301/c?token=x',
    'http://localhost:7301/c',
  ])('may lead to %s', (url) => expect(isCodeUrl(url)).toBe(true));

  it.each([
    'http://cashlesscasino.trustly.one/c',
    'http://127.0.0.1.evil.example/c',
    'javascript:alert(1)',
    'tel:+15551234567',
    'sms:+15551234567',
    'data:text/html,x',
    'file:///etc/passwd',
    'intent://x#Intent;scheme=https;end',
    'https://trustly.one@evil.example/c',
    'https://trustly.one\\@evil.example/',
    'https://trustly.one/\\evil.example',
    'https://:@evil.example/',
    'https:evil.example',
    'https:///evil.example',
    'https://evil.exa\nmple/c',
    ' https://evil.example/c',
    'https://evil.example/c d',
    'https://trustly.one/\u202ec',
    'https://',
    'not an address',
    '',
  ])('may not lead to %s', (url) => expect(isCodeUrl(url)).toBe(false));
});
