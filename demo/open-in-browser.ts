/** Opens an address in the person's browser; where that is not possible, the address has been printed. */
import { spawn } from 'node:child_process';

export function openInBrowser(url: string): void {
  const [file, ...args]: [string, ...string[]] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['rundll32', 'url.dll,FileProtocolHandler', url]
        : ['xdg-open', url];
  const opener = spawn(file, args, { stdio: 'ignore', detached: true });
  opener.on('error', () => undefined);
  opener.unref();
}
