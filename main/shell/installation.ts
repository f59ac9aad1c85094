/** What an installed kiosk was packaged with (tools/package.ts). */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Whether it runs on the stand-in Electron, which no casino gets; from a checkout the demo says so itself. */
export function isOnStandIn(applicationPath: string): boolean {
  const manifest = JSON.parse(readFileSync(path.join(applicationPath, 'package.json'), 'utf8')) as {
    standIn?: unknown;
  };
  return manifest.standIn === true;
}
