/** A log of which every line is kept, so that a suite can look for secrets in it [secrets-kept]. */
import { pino } from 'pino';
import type { Log } from '../../../bridge/platform/log.ts';

export function heardLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ level: 'trace' }, { write: (line: string) => lines.push(line) }), lines };
}
