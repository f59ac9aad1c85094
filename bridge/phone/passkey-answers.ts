/** What a browser says of a passkey, in the field of a form: read from its text, and nothing of it is believed yet. */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { Type, type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** The longest text of it. A phone's is less than 2,000. */
export const PASSKEY_LENGTH = 8_000;

const closed = { additionalProperties: false } as const;
const Bytes = Type.String({ pattern: '^[A-Za-z0-9_-]{1,6000}$' });
/** A credential's id has at most 1,023 bytes. */
const Id = Type.String({ pattern: '^[A-Za-z0-9_-]{1,1364}$' });
const Made = Type.Object({ id: Id, clientDataJSON: Bytes, attestationObject: Bytes }, closed);
const Answered = Type.Object(
  { id: Id, clientDataJSON: Bytes, authenticatorData: Bytes, signature: Bytes, userHandle: Bytes },
  closed,
);

/** @returns null: it is none. */
export function readMade(text: string): RegistrationResponseJSON | null {
  const made = read(Made, text);
  if (made === null) return null;
  const { id, ...response } = made;
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

export type PasskeyAnswer = AuthenticationResponseJSON & {
  readonly response: { readonly userHandle: string };
};

/** @returns null: it is none. */
export function readAnswered(text: string): PasskeyAnswer | null {
  const answered = read(Answered, text);
  if (answered === null) return null;
  const { id, ...response } = answered;
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

function read<Schema extends TSchema>(schema: Schema, text: string): Static<Schema> | null {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(schema, value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
