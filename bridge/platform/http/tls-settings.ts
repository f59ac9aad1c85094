/** Certificate and key of a listener, from two settings. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { codeOf, readAll, SettingsError, text, type Environment } from '../environment.ts';
import type { TlsFiles } from './tls.ts';

/** @param prefix of the names of both settings. @throws {SettingsError} */
export function tlsFiles(env: Environment, prefix: string): TlsFiles | null {
  const [certName, keyName] = [`${prefix}_CERT_FILE`, `${prefix}_KEY_FILE`];
  const certFile = text(env, certName, '');
  const keyFile = text(env, keyName, '');
  if (certFile === '' && keyFile === '') return null;
  if (keyFile === '') throw new SettingsError(`${certName} is set, but ${keyName} is not`);
  if (certFile === '') throw new SettingsError(`${keyName} is set, but ${certName} is not`);
  const files = readAll({
    cert: () => pemFile(certName, certFile),
    key: () => pemFile(keyName, keyFile),
  });
  try {
    createSecureContext(files);
  } catch (cause) {
    throw new SettingsError(`${certName} and ${keyName} are not a certificate and its key${codeOf(cause)}`, {
      cause,
    });
  }
  return { certFile, keyFile };
}

function pemFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SettingsError(`${name}: ${file} cannot be read${codeOf(cause)}`, { cause });
  }
}
