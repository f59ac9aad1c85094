import { X509Certificate } from 'node:crypto';
import { NotPrivate, readPrivateFile } from './private-file.ts';
import { SettingsError } from './settings-error.ts';
import type { Settings } from './settings.ts';

export interface LinkCredentials {
  /** The machine's secret. */
  secret: string;
  /** PEM certificates of authorities to be trusted besides the public ones. */
  authorities: string[];
}

/**
 * Reads the files that the link's settings name.
 * @throws {SettingsError} with the path and never with the content [secrets-kept].
 */
export function readLinkCredentials(link: Settings['link']): LinkCredentials {
  return {
    secret: read(link.secretFile, 'link.secretFile', 'owner'),
    authorities: link.caFile === null ? [] : authoritiesIn(link.caFile),
  };
}

function authoritiesIn(file: string): string[] {
  const text = read(file, 'link.caFile', 'others');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const certificates = blocks.map((block) => new X509Certificate(block).toString());
    if (certificates.length > 0) return certificates;
  } catch (cause) {
    throw notCertificates(file, cause);
  }
  throw notCertificates(file, undefined);
}

/** The content without the white space around it. */
function read(file: string, setting: string, who: 'owner' | 'others'): string {
  const named = `the file of "${setting}", ${file},`;
  let content: string;
  try {
    content = readPrivateFile(file, who).trim();
  } catch (cause) {
    if (cause instanceof NotPrivate) {
      throw new SettingsError('NOT_PRIVATE', `${named} ${cause.message}`, { cause });
    }
    throw new SettingsError('SECRET_UNREADABLE', `${named} cannot be read (${reasonOf(cause)})`, { cause });
  }
  if (content === '') throw new SettingsError('SECRET_UNREADABLE', `${named} is empty`);
  return content;
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
}

function notCertificates(file: string, cause: unknown): SettingsError {
  return new SettingsError(
    'SECRET_UNREADABLE',
    `the file of "link.caFile", ${file}, does not hold PEM certificates`,
    { cause },
  );
}
