/** What the demo keeps between its runs: one directory, with secrets of its own that no other installation shares. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { jsonDecoder } from '../protocol/decode.ts';

const Secret = Type.String({ minLength: 8 });
const Secrets = Type.Object(
  {
    accessId: Secret,
    accessKey: Secret,
    merchantId: Secret,
    tpasClientId: Secret,
    tpasClientSecret: Secret,
    operatorToken: Secret,
  },
  { additionalProperties: false },
);
type Secrets = Static<typeof Secrets>;

const decodeSecrets = jsonDecoder(Secrets, 4_096);

export interface Installation {
  secrets: Secrets;
  directory: string;
  logs: string;
  /** The path of something kept inside the installation. */
  path(...parts: string[]): string;
}

/** Opens the installation in `directory`, or founds it; the logs of the last run go. @throws when it is there but cannot be read. */
export async function openInstallation(directory: string): Promise<Installation> {
  const path = (...parts: string[]): string => join(directory, ...parts);
  const logs = path('logs');
  // Not closed to others: as root, PostgreSQL runs as a user of its own and passes through. Its files are closed.
  await rm(logs, { recursive: true, force: true });
  await mkdir(logs, { recursive: true });
  await chmod(directory, 0o755); // the kiosk takes no secret from where others may write, whatever the umask
  return { secrets: await openSecrets(path('secrets.json')), directory, logs, path };
}

async function openSecrets(file: string): Promise<Secrets> {
  try {
    return decodeSecrets(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`${file} cannot be read; remove its directory to begin anew`, { cause: error });
    }
  }
  const secrets: Secrets = {
    accessId: `demo-${randomBytes(6).toString('hex')}`,
    accessKey: randomBytes(24).toString('base64url'),
    merchantId: String(100_000_000 + (randomBytes(4).readUInt32BE() % 900_000_000)),
    tpasClientId: `tpas-${randomBytes(6).toString('hex')}`,
    tpasClientSecret: randomBytes(24).toString('base64url'),
    operatorToken: randomBytes(24).toString('base64url'),
  };
  await writeSecretFile(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

/** Writes a file that only its owner reads, whole or not at all. */
export async function writeSecretFile(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}
