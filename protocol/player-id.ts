/** How the CMS names a carded player: printable, without spaces. Never stored, logged or shown [no-personal-data]. */
import { Type, type Static } from 'typebox';

export const PlayerId = Type.String({ pattern: '^[!-~]{1,64}$' });
export type PlayerId = Static<typeof PlayerId>;
