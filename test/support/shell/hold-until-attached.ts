/** What an Electron that Playwright starts is given before everything else; see the file it names. */
import path from 'node:path';

export const HOLD_UNTIL_ATTACHED = ['-r', path.join(import.meta.dirname, 'hold-until-attached.cjs')] as const;
