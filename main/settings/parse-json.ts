import { SettingsError } from './settings-error.ts';

/**
 * Parses a text file as a technician's editor saved it.
 * @throws {SettingsError} `NOT_JSON`: what is wrong, and in which line; nothing of what the file says [secrets-kept].
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new SettingsError('NOT_JSON', 'the file is empty');
  // The file has two bytes for each letter, which some editors call Unicode.
  if (text.includes('\0')) {
    throw new SettingsError('NOT_JSON', 'the file is not text in UTF-8; save it as UTF-8');
  }
  const json = text.replace(/^\uFEFF/, ''); // the byte order mark that some editors put in front
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SettingsError('NOT_JSON', `not readable as JSON${whereIn(json, cause)}`, { cause });
  }
}

/** V8 tells a position, or the first wrong token with a piece of the text. That piece is left out. */
function whereIn(json: string, cause: unknown): string {
  const message = cause instanceof Error ? cause.message : '';
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined && Number(position) < json.trimEnd().length) {
    const before = json.slice(0, Number(position)).split('\n');
    return `: see line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  }
  const token = /^Unexpected token '(.)'/u.exec(message)?.[1];
  return token === undefined ? ': it ends too early' : `: unexpected ${token}`;
}
