import { expect, test } from 'vitest';
import { asReachedFromHere } from './opened.ts';

const phones = { url: 'https://192.168.1.20:7311', here: 'http://127.0.0.1:40001' };

test.each([
  [
    'https://192.168.1.20:7311/cashlesscasino-client?token=a%2Bb',
    'http://127.0.0.1:40001/cashlesscasino-client?token=a%2Bb',
  ],
  ['https://192.168.1.20:73110/x', 'https://192.168.1.20:73110/x'],
  ['https://trustly.example/x?token=a%2Bb', 'https://trustly.example/x?token=a%2Bb'],
])("what a phone opens at %s the desk's phone opens at %s", (url, here) => {
  expect(asReachedFromHere(url, phones, '127.0.0.1')).toBe(here);
});

test('a desk that is open as localhost reaches it by that name, where its cookies are kept', () => {
  const url = 'http://127.0.0.1:40001/cashlesscasino-client?token=a%2Bb';
  expect(asReachedFromHere(url, null, 'localhost')).toBe(url.replace('127.0.0.1', 'localhost'));
});
