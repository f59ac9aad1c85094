import { SettingsError } from './settings-error.ts';

/**
 * A text file as a technician's editor left it.
 * @throws {SettingsError} `NOT_JSON`: what is wrong, and in which line; nothing of what the file says [secrets-kept].
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') throw new SettingsError('NOT_JSON', 'the file is empty');
  // Two bytes for each letter, read as one: what some editors call Unicode.
  if (text.includes('\0')) {
    throw new SettingsError('NOT_JSON', 'the file is not text in UTF-8; save it as UTF-8');
  }
  const json = text.replace(/^\uFEFF/, ''); // the mark of UTF-8 that some editors put in front
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SettingsError('NOT_JSON', `not readable as JSON${whereIn(json, cause)}`, { cause });
  }
}

/** As V8 says it: a position, or the first token that is wrong with a piece of the text, which is left out. */
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
