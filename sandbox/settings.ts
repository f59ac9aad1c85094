/** The sandbox's settings, from the environment. Every secret may also come as `<NAME>_FILE`. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isLoopbackHost } from '../protocol/loopback.ts';

export interface Settings {
  readonly listen: { host: string; port: number };
  /** Where else the microsite, and nothing but it, is served, with TLS: to phones on the network. */
  readonly lan: { host: string; port: number; certificate: string; key: string } | null;
  /** Where the phone finds the microsite, without a trailing slash; null: wherever it is served, `lan` first. */
  readonly publicUrl: string | null;
  readonly dataDirectory: string;
  readonly accessId: string;
  readonly accessKey: string;
  readonly merchantId: string;
  /** Trustly on file, the other rail; null: it is off. */
  readonly onFile: {
    readonly accessId: string;
    readonly accessKey: string;
    readonly merchantId: string;
    readonly notificationUrl: string | null;
  } | null;
  /** Trustly Europe, a rail of its own; null: it is off. */
  readonly europe: {
    readonly username: string;
    readonly password: string;
    /** With which the merchant's calls are verified, PEM; null: none was registered. */
    readonly merchantKey: string | null;
    /** Trustly's own, PEM; null: made at the first start. */
    readonly privateKey: string | null;
  } | null;
  readonly bridgeUrl: string;
  readonly tpasClientId: string;
  readonly tpasClientSecret: string;
}

/** A setting that is missing or wrong; `message` is the one line to show. */
export class SettingsError extends Error {
  readonly setting: string;

  constructor(setting: string, message: string, options?: ErrorOptions) {
    super(`${setting}: ${message}`, options);
    this.name = 'SettingsError';
    this.setting = setting;
  }
}

export const SETTINGS_HELP = `Environment:
  SANDBOX_LISTEN         loopback address and port, default 127.0.0.1:7301 (port 0: any free one)
  SANDBOX_LAN_LISTEN     address and port for phones on the network: the microsite only, with TLS
  SANDBOX_LAN_CERT_FILE  its certificate, PEM
  SANDBOX_LAN_KEY_FILE   the key of that, PEM
  SANDBOX_PUBLIC_URL     base of the microsite as the phone reaches it,
                         default https://<SANDBOX_LAN_LISTEN> if that is set, else http://<SANDBOX_LISTEN>
  SANDBOX_DATA_DIR       where payments are kept, default .topper/sandbox
  SANDBOX_ACCESS_ID      Basic authentication user of the QR code API
  SANDBOX_ACCESS_KEY     its password
  SANDBOX_MERCHANT_ID    the one merchant that these credentials may ask codes for
  SANDBOX_ON_FILE_ACCESS_ID, SANDBOX_ON_FILE_ACCESS_KEY, SANDBOX_ON_FILE_MERCHANT_ID
                         the same for Trustly on file; without them that part is off
  SANDBOX_ON_FILE_NOTIFICATION_URL
                         where its events go when an establish does not say
  SANDBOX_EUROPE_USERNAME, SANDBOX_EUROPE_PASSWORD
                         the same for Trustly Europe; without them that part is off
  SANDBOX_EUROPE_MERCHANT_KEY_FILE
                         the merchant's public key, PEM; without it every call is error 639
  SANDBOX_EUROPE_KEY_FILE
                         Trustly's private key, PEM; default: made at the first start, beside its public key,
                         in SANDBOX_DATA_DIR (trustly-europe-key.pem, trustly-europe-public-key.pem)
  BRIDGE_URL             base of the Funding API
  TPAS_CLIENT_ID         OAuth 2 client of the Funding API
  TPAS_CLIENT_SECRET     its secret
SANDBOX_ACCESS_KEY, SANDBOX_ON_FILE_ACCESS_KEY, SANDBOX_EUROPE_PASSWORD and TPAS_CLIENT_SECRET may be given as
<NAME>_FILE, the path of a file that holds the value.`;

/** @throws {SettingsError} */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const optional = (name: string): string | null => environment[name]?.trim() || null;
  const required = (name: string): string => {
    const value = optional(name);
    if (value === null) throw new SettingsError(name, 'is not set');
    return value;
  };
  const secret = (name: string): string => {
    const file = optional(`${name}_FILE`);
    return file === null ? required(name) : readFileOf(`${name}_FILE`, file);
  };
  const optionalUrl = (name: string): string | null => {
    const text = optional(name);
    return text === null ? null : parseBaseUrl(name, text);
  };
  const optionalKey = (name: string, read: (pem: string) => unknown): string | null => {
    const file = optional(name);
    return file === null ? null : checkedKey(name, file, read);
  };
  const lanListen = optional('SANDBOX_LAN_LISTEN');
  return {
    listen: parseLoopback('SANDBOX_LISTEN', optional('SANDBOX_LISTEN') ?? '127.0.0.1:7301'),
    lan:
      lanListen === null
        ? null
        : {
            ...parseListen('SANDBOX_LAN_LISTEN', lanListen),
            certificate: readFileOf('SANDBOX_LAN_CERT_FILE', required('SANDBOX_LAN_CERT_FILE')),
            key: readFileOf('SANDBOX_LAN_KEY_FILE', required('SANDBOX_LAN_KEY_FILE')),
          },
    publicUrl: optionalUrl('SANDBOX_PUBLIC_URL'),
    dataDirectory: optional('SANDBOX_DATA_DIR') ?? '.topper/sandbox',
    accessId: required('SANDBOX_ACCESS_ID'),
    accessKey: secret('SANDBOX_ACCESS_KEY'),
    merchantId: required('SANDBOX_MERCHANT_ID'),
    onFile:
      optional('SANDBOX_ON_FILE_ACCESS_ID') === null
        ? null
        : {
            accessId: required('SANDBOX_ON_FILE_ACCESS_ID'),
            accessKey: secret('SANDBOX_ON_FILE_ACCESS_KEY'),
            merchantId: required('SANDBOX_ON_FILE_MERCHANT_ID'),
            notificationUrl: optionalUrl('SANDBOX_ON_FILE_NOTIFICATION_URL'),
          },
    europe:
      optional('SANDBOX_EUROPE_USERNAME') === null
        ? null
        : {
            username: required('SANDBOX_EUROPE_USERNAME'),
            password: secret('SANDBOX_EUROPE_PASSWORD'),
            merchantKey: optionalKey('SANDBOX_EUROPE_MERCHANT_KEY_FILE', createPublicKey),
            privateKey: optionalKey('SANDBOX_EUROPE_KEY_FILE', createPrivateKey),
          },
    bridgeUrl: parseBaseUrl('BRIDGE_URL', required('BRIDGE_URL')),
    tpasClientId: required('TPAS_CLIENT_ID'),
    tpasClientSecret: secret('TPAS_CLIENT_SECRET'),
  };
}

/** @param read throws where it is no key of that kind. */
function checkedKey(setting: string, file: string, read: (pem: string) => unknown): string {
  const pem = readFileOf(setting, file);
  try {
    read(pem);
  } catch (cause) {
    throw new SettingsError(setting, `${file} holds no such key`, { cause });
  }
  return pem;
}

function readFileOf(setting: string, file: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new SettingsError(setting, `cannot read ${file}`, { cause });
  }
  if (content === '') throw new SettingsError(setting, `${file} is empty`);
  return content;
}

/** Plain text stays on this machine [tls-or-loopback]. */
function parseLoopback(setting: string, text: string): { host: string; port: number } {
  const at = parseListen(setting, text);
  if (!isLoopbackHost(at.host)) throw new SettingsError(setting, `"${at.host}" is not a loopback address`);
  return at;
}

function parseListen(setting: string, text: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]+)):([0-9]{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  const host = match?.[1] ?? match?.[2];
  if (host === undefined || port > 65_535) {
    throw new SettingsError(setting, `"${text}" is not an address and a port, such as 127.0.0.1:7301`);
  }
  return { host, port };
}

function parseBaseUrl(setting: string, text: string): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.search || url.hash) {
    throw new SettingsError(setting, `"${text}" is not an http or https address`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new SettingsError(setting, `"${text}" must be https, since it is not on this machine`);
  }
  return url.href.replace(/\/+$/, '');
}
