import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { LOCALES } from '../preload/contract.ts';
import { technicianCodes } from './readiness/technician-codes.ts';
import { Settings, settingsDefaults } from './settings/settings.ts';

const document = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');

/** The rows of the table under this heading, each as its cells. */
function table(heading: string): string[][] {
  const section = document.split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) =>
    row.split(' | ').map((cell) => cell.trim()),
  );
}

/** Every path of the settings with a plain value at its end, a choice between shapes by the union of theirs. */
function settingPaths(schema: object, path: string[] = []): string[] {
  if ('properties' in schema) {
    return Object.entries(schema.properties as Record<string, object>).flatMap(([name, inner]) =>
      settingPaths(inner, [...path, name]),
    );
  }
  const shapes = 'anyOf' in schema ? (schema.anyOf as object[]).filter((shape) => 'properties' in shape) : [];
  return shapes.length > 0 ? shapes.flatMap((shape) => settingPaths(shape, path)) : [path.join('.')];
}

it('docs/operations.md lists every technician code as the kiosk means it, and no other [plain-words]', () => {
  const documented = table('Technician codes');
  const known = Object.values(technicianCodes).map(({ code, reason, cause, remedy }) => [
    `\`${code}\``,
    reason,
    cause,
    remedy,
  ]);
  expect(documented).toEqual(known);
});

it('docs/operations.md lists every language of the glass', () => {
  const row = table('Settings').find(([name]) => name === '`glass.locales`') ?? [];
  const listed = [...(row[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, locale]) => locale);
  expect(listed).toEqual([...LOCALES]);
});

it('docs/operations.md lists every setting of the kiosk with its default, and no other', () => {
  const documented = table('Settings').map(([name = '', value = '']) => [name, value]);
  const names = settingPaths(Settings).map((name) => `\`${name}\``);
  expect(new Set(documented.map(([name]) => name))).toEqual(new Set(names));
  for (const [section, defaults] of Object.entries(settingsDefaults)) {
    for (const [name, value] of Object.entries(defaults)) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      expect(documented).toContainEqual([`\`${section}.${name}\``, `\`${text}\``]);
    }
  }
});
