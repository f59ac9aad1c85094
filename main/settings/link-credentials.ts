import { X509Certificate } from 'node:crypto';
import { SettingsError } from './parse-settings.ts';
import { readSecretFile } from './secret-file.ts';
import type { Settings } from './settings.ts';

export interface LinkCredentials {
  /** The machine's secret. */
  secret: string;
  /** PEM certificates of authorities to be trusted besides the public ones. */
  authorities: string[];
}

/** Reads the files that the link's settings name. @throws {SettingsError} `SECRET_UNREADABLE` or `INVALID`. */
export function readLinkCredentials(link: Settings['link']): LinkCredentials {
  return {
    secret: readSecretFile(link.secretFile, 'link.secretFile'),
    authorities: link.caFile === null ? [] : readAuthorities(link.caFile),
  };
}

function readAuthorities(file: string): string[] {
  const text = readSecretFile(file, 'link.caFile');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    const certificates = blocks.map((block) => new X509Certificate(block).toString());
    if (certificates.length > 0) return certificates;
  } catch (cause) {
    throw notCertificates(file, cause);
  }
  throw notCertificates(file, undefined);
}

function notCertificates(file: string, cause: unknown): SettingsError {
  return new SettingsError('INVALID', `the file of "link.caFile", ${file}, does not hold PEM certificates`, {
    cause,
  });
}
