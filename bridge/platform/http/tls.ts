/**
 * The bridge's own TLS [tls-or-loopback]: certificate and key from files, read again when they change, without
 * downtime.
 */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Server } from 'node:https';
import type { Log } from '../log.ts';

export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

export interface TlsOptions {
  readonly cert: string;
  readonly key: string;
  readonly minVersion: 'TLSv1.2';
  readonly ciphers: string;
  readonly honorCipherOrder: true;
}

/** Forward secrecy and authenticated encryption only: no RSA key exchange, no CBC, no SHA-1. The first three are TLS 1.3's. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/** @throws when the files cannot be read or do not belong together. */
export function readTls({ certFile, keyFile }: TlsFiles): TlsOptions {
  const options = {
    cert: readFileSync(certFile, 'utf8'),
    key: readFileSync(keyFile, 'utf8'),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
  } as const;
  createSecureContext(options);
  return options;
}

/** How soon a renewed certificate is in use. */
const LOOK_EVERY_MS = 30_000;

/** Keeps the server's certificate the one that is in the files, for as long as it is not stopped; also on SIGHUP. */
export class CertificateReloader {
  readonly #server: Server;
  readonly #files: TlsFiles;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #current: string;

  constructor(server: Server, files: TlsFiles, log: Log) {
    this.#server = server;
    this.#files = files;
    this.#log = log;
    this.#current = fingerprint(readTls(files));
    this.#timer = setInterval(this.reload, LOOK_EVERY_MS);
    process.on('SIGHUP', this.reload);
  }

  /** A half-written or wrong pair is not taken: the good one stays, and is tried again. */
  readonly reload = (): void => {
    try {
      const options = readTls(this.#files);
      const found = fingerprint(options);
      if (found === this.#current) return;
      this.#server.setSecureContext(options);
      this.#current = found;
      this.#log.info({ certFile: this.#files.certFile }, 'certificate reloaded');
    } catch (error) {
      this.#log.error(
        { err: error, certFile: this.#files.certFile },
        'certificate not reloaded, the old one stays',
      );
    }
  };

  stop(): void {
    clearInterval(this.#timer);
    process.off('SIGHUP', this.reload);
  }
}

function fingerprint({ cert, key }: TlsOptions): string {
  return cert + key;
}
