import { expect, test } from 'vitest';
import { isForUs, isFromOurPage, isFromProgram } from './loopback-door.ts';

const PORT = 7310;

test.each(['127.0.0.1:7310', 'localhost:7310', '[::1]:7310'])(
  'a program answers to %s, with its own page behind it',
  (host) => {
    expect(isForUs({ host }, PORT)).toBe(true);
    expect(isFromOurPage({ host, origin: `http://${host}` }, PORT)).toBe(true);
    expect(isFromProgram({ host }, PORT)).toBe(true);
  },
);

test.each([undefined, 'rebound.example:7310', '127.0.0.1', '127.0.0.1:80', '127.0.0.1:7310.example'])(
  'a name that merely leads here is not ours: %s',
  (host) => {
    expect(isForUs({ host }, PORT)).toBe(false);
    expect(isFromOurPage({ host, origin: `http://${host ?? ''}` }, PORT)).toBe(false);
    expect(isFromProgram({ host }, PORT)).toBe(false);
  },
);

test.each([undefined, 'null', 'https://evil.example', 'http://127.0.0.1:8080', 'http://localhost:7310'])(
  'another page of the same browser cannot act: %s',
  (origin) => {
    expect(isFromOurPage({ host: '127.0.0.1:7310', origin }, PORT)).toBe(false);
  },
);

test.each(['null', 'https://evil.example', 'http://127.0.0.1:8080', 'http://127.0.0.1:7310'])(
  'where no page is served, none may call: %s',
  (origin) => {
    expect(isFromProgram({ host: '127.0.0.1:7310', origin }, PORT)).toBe(false);
  },
);

test.each(['cross-site', 'same-site', 'same-origin'])(
  'nor may a page that does not say its origin: %s',
  (site) => {
    expect(isFromProgram({ host: '127.0.0.1:7310', 'sec-fetch-site': site }, PORT)).toBe(false);
  },
);

test('a person who types the address may look', () => {
  expect(isFromProgram({ host: '127.0.0.1:7310', 'sec-fetch-site': 'none' }, PORT)).toBe(true);
});
