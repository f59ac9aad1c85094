import { readFileSync } from 'node:fs';
import { SettingsError } from './parse-settings.ts';

/**
 * The machine's secret, from the file the settings name; white space around it is not part of it.
 * @throws {SettingsError} `SECRET_UNREADABLE`, with the path and never with the content (S1).
 */
export function readLinkSecret(file: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingsError('SECRET_UNREADABLE', `the file of "link.secretFile", ${file}, can not be read`, {
      cause,
    });
  }
  const secret = content.trim();
  if (secret === '') {
    throw new SettingsError('SECRET_UNREADABLE', `the file of "link.secretFile", ${file}, is empty`);
  }
  return secret;
}
