import { expect, it } from 'vitest';
import { readSettings, SETTINGS_HELP } from './settings.ts';

const COMPLETE = {
  TRUSTLY_URL: 'https://trustly.example',
  TRUSTLY_ACCESS_ID: 'access',
  TRUSTLY_ACCESS_KEY: 'key',
  TRUSTLY_MERCHANT_ID: '123',
  TPAS_CLIENT_ID: 'tpas',
  TPAS_CLIENT_SECRET: 'secret-of-the-tpas',
  BRIDGE_OPERATOR_TOKEN: 'token-of-the-operators',
  BRIDGE_RAILS: 'scan-and-pay,trustly-on-file',
  BRIDGE_PUBLIC_URL: 'https://pay.example',
  BRIDGE_ON_FILE_URL: 'https://on-file.example',
  BRIDGE_ON_FILE_ACCESS_ID: 'access',
  BRIDGE_ON_FILE_ACCESS_KEY: 'key',
  BRIDGE_ON_FILE_MERCHANT_ID: '123',
} satisfies NodeJS.ProcessEnv;

it('the help of the bridge names every setting that it reads, and no other', () => {
  const read = new Set<string>();
  readSettings(
    new Proxy<NodeJS.ProcessEnv>(COMPLETE, {
      get(env, name: string) {
        read.add(name);
        return env[name];
      },
    }),
  );
  const named = [...SETTINGS_HELP.matchAll(/^ {2}([A-Z][A-Z_]+) /gm)].map(([, name]) => name ?? '');
  expect(withoutFiles(named)).toEqual(withoutFiles(read));
});

/** A secret NAME may come as NAME_FILE; the help says so once, for all of them. */
function withoutFiles(names: Iterable<string>): string[] {
  const all = new Set(names);
  return [...all].filter((name) => !(name.endsWith('_FILE') && all.has(name.slice(0, -5)))).sort();
}
