/** Which phones have a passkey, what it opens, and that each of its answers counts once. Why it is so: docs/decisions/0035. */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import {
  keepPasskey,
  lockPasskey,
  mayHavePasskey,
  passkeyOf,
  usePasskey,
  type AfterPayment,
} from '../ledger/passkeys.ts';
import type { Database } from '../platform/postgres/database.ts';
import { readAnswered } from './passkey-answers.ts';
import { PasskeyQuestions, refused, type AtPayment, type Refused } from './passkey-questions.ts';
import type { PhoneKeys } from './phone-keys.ts';
import type { PasskeyUse } from './settings.ts';

interface Ports {
  readonly database: Database;
  readonly keys: PhoneKeys;
  /** Whose accounts they open, as the ledger names it. */
  readonly rail: string;
}

interface PasskeySettings {
  /** The origin that phones see. */
  readonly url: string;
  readonly passkeys: PasskeyUse;
}

/** What opens the accounts of a phone. `nothing`: a cookie is not enough here, and the phone has no passkey. */
export type OpenedBy = 'cookie' | 'passkey' | 'nothing';

export type Answered =
  | { readonly kind: 'answered'; readonly payer: string }
  /** The account that it opened was forgotten. */
  | { readonly kind: 'unknown'; readonly id: string }
  /** This question, or a newer one: a form that was sent twice. */
  | { readonly kind: 'answered-before' }
  | Refused;

export class Passkeys {
  readonly #ports: Ports;
  readonly #use: PasskeyUse;
  readonly #questions: PasskeyQuestions;

  constructor(ports: Ports, { url, passkeys }: PasskeySettings) {
    this.#ports = ports;
    this.#use = passkeys;
    this.#questions = new PasskeyQuestions(ports.keys, url);
  }

  get areUsed(): boolean {
    return this.#use !== 'no';
  }

  async openedBy(payer: string): Promise<OpenedBy> {
    if (!this.areUsed) return 'cookie';
    if ((await passkeyOf(this.#ports.database, payer)) !== null) return 'passkey';
    return this.#use === 'only' ? 'nothing' : 'cookie';
  }

  /** Whether this payment may be followed by one. */
  async mayHaveOne(at: AtPayment): Promise<boolean> {
    return this.areUsed && (await mayHavePasskey(this.#ports.database, this.#after(at)));
  }

  async toMake(
    at: AtPayment,
    untilMs: number,
    shown: { readonly name: string; readonly casino: string | null },
  ): Promise<PublicKeyCredentialCreationOptionsJSON> {
    return this.#questions.toMake(at, untilMs, shown);
  }

  /** @returns whether the phone has it from now on. */
  async make(at: AtPayment, text: string): Promise<boolean> {
    const { database, keys, rail } = this.#ports;
    const made = await this.#questions.made(at, text);
    if (made.kind === 'refused' || !this.areUsed) return false;
    const passkey = {
      credential: keys.passkeys.digestOf(made.credential.id),
      payer: at.payer,
      sealed: keys.passkeys.seal(at.payer, made.credential),
      counter: made.counter,
      usedMs: made.questionMs,
    };
    return database.transaction(async (tx) => keepPasskey(tx, rail, passkey, this.#after(at)));
  }

  /** By the phone's own passkey. */
  async toConfirm(
    purpose: 'pay' | 'card' | 'account',
    at: AtPayment,
    untilMs: number,
  ): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const id = await this.idOf(at.payer);
    return this.#questions.toAnswer(purpose, at, untilMs, id === null ? [] : [id]);
  }

  /** By whichever passkey of ours the phone has. */
  async toFind(at: AtPayment, untilMs: number): Promise<PublicKeyCredentialRequestOptionsJSON> {
    return this.#questions.toAnswer('find', at, untilMs, []);
  }

  /** Durable when it resolves: no answer is taken twice. */
  async answer(purpose: 'pay' | 'find' | 'card' | 'account', at: AtPayment, text: string): Promise<Answered> {
    const { database, keys } = this.#ports;
    const response = readAnswered(text);
    if (response === null || !this.areUsed) return refused('it is no answer');
    return database.transaction(async (tx) => {
      const kept = await lockPasskey(tx, keys.passkeys.digestOf(response.id));
      if (kept === null) return { kind: 'unknown', id: response.id };
      const { payer, credential: digest, sealed } = kept;
      if (purpose !== 'find' && payer !== at.payer) return refused('it is of another phone');
      const credential = keys.passkeys.open(payer, digest, sealed);
      const seen = await this.#questions.answered(purpose, at, response, { payer, credential });
      if (seen.kind === 'refused') return seen;
      const { counter, questionMs: usedMs } = seen;
      if (usedMs <= kept.usedMs) return { kind: 'answered-before' };
      if (counter <= kept.counter && (counter > 0 || kept.counter > 0)) return refused('its counter is old');
      await usePasskey(tx, digest, { counter, usedMs });
      return { kind: 'answered', payer };
    });
  }

  /** As its browser knows it. */
  async idOf(payer: string): Promise<string | null> {
    const { database, keys } = this.#ports;
    const kept = await passkeyOf(database, payer);
    return kept && keys.passkeys.open(payer, kept.credential, kept.sealed).id;
  }

  /** What a browser is told of one that opens nothing, so that it is not offered any more. */
  unknown(id: string): { readonly rpId: string; readonly credentialId: string } {
    return { rpId: this.#questions.domain, credentialId: id };
  }

  #after({ payer, fundingId }: AtPayment): AfterPayment {
    return { payer, fundingId, withoutOlder: this.#use === 'only' };
  }
}
