/** `--lan`: the address at which a phone on the same network reaches this machine, and the certificate for it. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { generate } from 'selfsigned';
import { SetupError } from '../tools/setup-error.ts';
import { writeSecretFile, type Installation } from './installation.ts';

export interface Lan {
  address: string;
  port: number;
  /** PEM files. */
  certificate: string;
  key: string;
}

/** Kept from run to run where it is free: a browser may remember its exception together with the port. */
const USUAL_PORT = 7311;
/** All of four digits: with a longer port the address of the casino's pages could be too long for a code. */
const PORTS_TO_TRY = 20;
/** Apple's devices take no certificate of more than 825 days. */
const DAYS = 365;
const DAY_MS = 86_400_000;
/** A kept certificate is made anew when less than this is left of it. */
const LEAST_LEFT_MS = 7 * DAY_MS;

/** @throws {SetupError} where this machine is on no network, or `wanted` is not one of its addresses. */
export async function openLan(installation: Installation, wanted: string | null): Promise<Lan> {
  const address = chooseAddress(ownAddresses(), wanted);
  const certificate = installation.path('lan.crt');
  const key = installation.path('lan.key');
  if (!(await isGood(certificate, key, address))) await makeCertificate(certificate, key, address);
  return { address, port: await freePort(address), certificate, key };
}

/** The IPv4 addresses by which others reach this machine, as the system lists them. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/** The wanted one, else the most likely to be of the network that phones are on: 192.168, then 10, then the others. */
export function chooseAddress(own: readonly string[], wanted: string | null): string {
  if (wanted !== null) {
    if (own.includes(wanted)) return wanted;
    throw new SetupError(`--lan-address ${wanted} is not an address of this machine: ${own.join(', ')}`);
  }
  const likely = ['192.168.', '10.', ''].map((start) => own.find((address) => address.startsWith(start)));
  const address = likely.find((found) => found !== undefined);
  if (address === undefined) throw new SetupError('--lan: this machine is not on a network');
  return address;
}

/** Whether what was kept fits: the same address, not about to end, and the key belongs to it. */
async function isGood(certificateFile: string, keyFile: string, address: string): Promise<boolean> {
  try {
    const certificate = new X509Certificate(await readFile(certificateFile));
    const left = certificate.validToDate.getTime() - Date.now();
    await readFile(keyFile);
    return certificate.checkIP(address) !== undefined && left > LEAST_LEFT_MS;
  } catch {
    return false; // there is none, or it is damaged
  }
}

async function makeCertificate(certificateFile: string, keyFile: string, address: string): Promise<void> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: `Topper demo, ${address}` }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // The phone's clock may be a little behind.
    notBeforeDate: new Date(Date.now() - DAY_MS),
    notAfterDate: new Date(Date.now() + DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: address }] },
    ],
  });
  await writeSecretFile(keyFile, key);
  await writeFile(certificateFile, cert);
}

async function freePort(address: string): Promise<number> {
  for (let port = USUAL_PORT; port < USUAL_PORT + PORTS_TO_TRY; port += 1) {
    if ((await tryPort(address, port)) !== null) return port;
  }
  throw new SetupError(`--lan: no port of ${address} from ${USUAL_PORT} on is free`);
}

async function tryPort(host: string, port: number): Promise<number | null> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
  const found = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return found;
}

/** The base of what a phone opens. */
export function lanUrl({ address, port }: Lan): string {
  return `https://${address}:${port}`;
}
