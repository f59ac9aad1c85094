/** The first arguments of an Electron that Playwright starts; the file that they name says why. */
import path from 'node:path';

export const HOLD_UNTIL_ATTACHED = ['-r', path.join(import.meta.dirname, 'hold-until-attached.cjs')] as const;
