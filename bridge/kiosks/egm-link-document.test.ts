import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonDecoder } from '../../protocol/decode.ts';
import { BridgeMessage, EGM_LINK_MAX_BYTES, KioskMessage } from '../../protocol/egm-link.ts';

const document = readFileSync(new URL('../../docs/egm-link.md', import.meta.url), 'utf8');

const DIRECTIONS = [
  { heading: 'Kiosk to bridge', schema: KioskMessage },
  { heading: 'Bridge to kiosk', schema: BridgeMessage },
];

describe('docs/egm-link.md', () => {
  it.each(DIRECTIONS)('has a valid example of every message from $heading', ({ heading, schema }) => {
    const decode = jsonDecoder(schema, EGM_LINK_MAX_BYTES);
    const documented = examplesUnder(heading).map((example) => decode(example).type);
    const existing = schema.anyOf.map((message) => message.properties.type.const);
    expect(new Set(documented)).toEqual(new Set(existing));
  });
});

function examplesUnder(heading: string): string[] {
  const section = document.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^```json\n(.*?)^```/gms)].map((match) => match[1] ?? '');
}
