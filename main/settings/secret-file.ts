import { readFileSync } from 'node:fs';
import { SettingsError } from './parse-settings.ts';

/**
 * The content of a file that a setting names, without the white space around it.
 * @param setting such as `link.secretFile`.
 * @throws {SettingsError} `SECRET_UNREADABLE`, with the path and never with the content (S1).
 */
export function readSecretFile(file: string, setting: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError('SECRET_UNREADABLE', `the file of "${setting}", ${file}, can not be read`, {
      cause,
    });
  }
  if (content === '') {
    throw new SettingsError('SECRET_UNREADABLE', `the file of "${setting}", ${file}, is empty`);
  }
  return content;
}
