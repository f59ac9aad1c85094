/**
 * The token of a code: what the code is for, sealed with AES-256-GCM, in base64 with `+` and `/` as Trustly's are.
 * Whether money has moved by it is not in the token but in the payments (`PaymentStore.usingCode`).
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { Type, type Static } from 'typebox';
import { jsonReader } from './checked-json.ts';

const Code = Type.Object(
  {
    codeId: Type.String(),
    asset: Type.String(),
    merchantId: Type.String(),
    gameName: Type.Union([Type.String(), Type.Null()]),
    playerId: Type.Union([Type.String(), Type.Null()]),
    /** Milliseconds since 1970. */
    expiresAt: Type.Integer(),
  },
  { additionalProperties: false },
);
export type Code = Static<typeof Code>;

const decode = jsonReader(Code);

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Spaces fill the contents up to this, so that a code is as long, and as hard to draw, as a real one. */
const MINIMUM_CONTENTS = 256;

export class CodeTokens {
  readonly #key: Buffer;

  constructor(key: Buffer) {
    this.#key = key;
  }

  issue(purpose: Omit<Code, 'codeId'>): { code: Code; token: string } {
    const code: Code = { codeId: randomUUID(), ...purpose };
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    const contents = Buffer.from(JSON.stringify(code).padEnd(MINIMUM_CONTENTS));
    const sealed = Buffer.concat([iv, cipher.update(contents), cipher.final(), cipher.getAuthTag()]);
    return { code, token: sealed.toString('base64') };
  }

  /** What the code is for, expired or not; null when we did not issue this token. */
  open(token: string): Code | null {
    const sealed = Buffer.from(token, 'base64');
    if (sealed.length <= IV_BYTES + TAG_BYTES || sealed.toString('base64') !== token) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, IV_BYTES));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    let contents: Buffer;
    try {
      contents = Buffer.concat([decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
    } catch {
      // The tag does not fit: forged, damaged, or sealed by another sandbox. All of them mean "not ours".
      return null;
    }
    return decode(contents.toString('utf8'));
  }
}
