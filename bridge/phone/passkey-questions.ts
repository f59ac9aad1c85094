/**
 * What a phone's passkey is asked, and what its answer proves. A question is a ticket: good for one phone, one payment and one
 * purpose, until its page is too old. Each answer needs the player's finger, face or code. How often it is answered: passkeys.ts.
 */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { readMade, type PasskeyAnswer } from './passkey-answers.ts';
import type { Credential } from './passkey-keys.ts';
import type { PhoneKeys } from './phone-keys.ts';

/** A phone at a code. */
export interface AtPayment {
  readonly payer: string;
  /** Of the payment, or the reference of what puts an account on file. */
  readonly fundingId: string;
}

/**
 * `find`: it is not known which phone this is. `card`: a player's card is to open what the passkey opens. `account`: another
 * account is put on file.
 */
export type Purpose = 'make' | 'pay' | 'find' | 'card' | 'account';

export interface Refused {
  readonly kind: 'refused';
  readonly why: unknown;
}

interface Proven {
  readonly kind: 'proven';
  readonly credential: Credential;
  readonly counter: number;
  /** The end of the question. */
  readonly questionMs: number;
}

/** Loaded for the first phone that needs it: no start of a bridge waits for it. */
const webAuthn = async () => import('@simplewebauthn/server');

/** ES256, RS256, EdDSA: what phones have. */
const ALGORITHMS = [-7, -257, -8];

export class PasskeyQuestions {
  readonly #keys: PhoneKeys;
  readonly #url: string;

  /** @param url the origin that phones see. */
  constructor(keys: PhoneKeys, url: string) {
    this.#keys = keys;
    this.#url = url;
  }

  /** The domain to which browsers bind a passkey. */
  get domain(): string {
    return new URL(this.#url).hostname;
  }

  /** @param shown what the phone lists it by: the casino, and no word about the player. */
  async toMake(
    at: AtPayment,
    untilMs: number,
    shown: { readonly name: string; readonly casino: string | null },
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await webAuthn();
    return generateRegistrationOptions({
      rpName: shown.casino ?? this.domain,
      rpID: this.domain,
      userName: shown.name,
      userDisplayName: shown.name,
      userID: this.#keys.passkeys.handleOf(at.payer),
      challenge: this.#challenge('make', at, untilMs),
      timeout: Math.max(0, untilMs - Date.now()),
      attestationType: 'none',
      authenticatorSelection: {
        authenticatorAttachment: 'platform',
        residentKey: 'required',
        userVerification: 'required',
      },
      supportedAlgorithmIDs: ALGORITHMS,
    });
  }

  /** @param ids of the passkeys that may answer; none: whichever the phone has of this domain. */
  async toAnswer(
    purpose: Purpose,
    at: AtPayment,
    untilMs: number,
    ids: readonly string[],
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await webAuthn();
    return generateAuthenticationOptions({
      rpID: this.domain,
      challenge: this.#challenge(purpose, at, untilMs),
      timeout: Math.max(0, untilMs - Date.now()),
      userVerification: 'required',
      allowCredentials: ids.map((id) => ({ id })),
    });
  }

  async made(at: AtPayment, text: string): Promise<Proven | Refused> {
    const response = readMade(text);
    if (response === null) return refused('it is none');
    return this.#proven('make', at, async (expected) => {
      const { verifyRegistrationResponse } = await webAuthn();
      const { registrationInfo } = await verifyRegistrationResponse({
        response,
        ...expected,
        supportedAlgorithmIDs: ALGORITHMS,
      });
      return registrationInfo && { ...registrationInfo, ...registrationInfo.credential };
    });
  }

  /** @param payer whose passkey it is. The counter is not looked at. */
  async answered(
    purpose: Purpose,
    at: AtPayment,
    response: PasskeyAnswer,
    { payer, credential }: { readonly payer: string; readonly credential: Credential },
  ): Promise<Proven | Refused> {
    const handle = Buffer.from(this.#keys.passkeys.handleOf(payer)).toString('base64url');
    if (response.response.userHandle !== handle) return refused('it is of another phone');
    return this.#proven(purpose, at, async (expected) => {
      const { verifyAuthenticationResponse } = await webAuthn();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response,
        ...expected,
        credential: { ...credential, counter: 0 },
      });
      return verified && { ...credential, counter: authenticationInfo.newCounter };
    });
  }

  /** The library throws for whatever is wrong with what a browser sent. */
  async #proven(
    purpose: Purpose,
    at: AtPayment,
    verify: (expected: Expected) => Promise<(Credential & { counter: number }) | false | undefined>,
  ): Promise<Proven | Refused> {
    let questionMs: number | null = null;
    try {
      const seen = await verify({
        expectedChallenge: (challenge) => {
          questionMs = this.#keys.ticketEnd(at.payer, what(purpose, at), challenge, Date.now());
          return questionMs !== null;
        },
        expectedOrigin: this.#url,
        expectedRPID: this.domain,
        requireUserVerification: true,
      });
      if (!seen || questionMs === null) return refused('its signature is wrong');
      const { id, publicKey, counter } = seen;
      return { kind: 'proven', credential: { id, publicKey }, counter, questionMs };
    } catch (why) {
      return { kind: 'refused', why };
    }
  }

  #challenge(purpose: Purpose, at: AtPayment, untilMs: number): Uint8Array<ArrayBuffer> {
    const ticket = this.#keys.ticketFor(at.payer, what(purpose, at), untilMs);
    return new Uint8Array(Buffer.from(ticket, 'base64url'));
  }
}

interface Expected {
  readonly expectedChallenge: (challenge: string) => boolean;
  readonly expectedOrigin: string;
  readonly expectedRPID: string;
  readonly requireUserVerification: true;
}

export function refused(why: string): Refused {
  return { kind: 'refused', why: new Error(`a passkey was refused: ${why}`) };
}

function what(purpose: Purpose, { fundingId }: AtPayment): string {
  return `passkey ${purpose} ${fundingId}`;
}
