/**
 * Hands a funding request on to the process that holds the machine's link, which decides and orders in the fewest steps. It
 * is asked as any caller asks, with the caller's own access token. Nothing relies on its answer: fundings are idempotent by
 * their id, so when no end is heard, the process that was asked goes its own way [exactly-once].
 */
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import { findHolders, type LinkHolder } from '../ledger/link-holders.ts';
import { Batches } from '../platform/batches.ts';
import { ErrorAnswer } from '../platform/http/error-answer.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { Database } from '../platform/postgres/database.ts';
import type { PeerAddresses } from '../platform/secrets/peer-addresses.ts';
import { FundingAnswer, type FundingRequest } from './funding.ts';
import type { LocalLinks } from './local-links.ts';

/** The header that names the process that handed a request on. A request that has it is never handed on again. */
export const HANDED_ON_BY = 'topper-handed-on-by';

/** Whoever asked, as its request shows it. */
export interface Caller {
  readonly authorization: string;
  readonly address: string;
}

/**
 * `nothing-recorded`: it was not handed on, or was refused. `not-known`: it may have been recorded, so from now on nobody
 * may be told that nothing was.
 */
export type HandedOn =
  | { readonly outcome: 'answered'; readonly answer: FundingAnswer }
  | { readonly outcome: 'nothing-recorded' | 'not-known' };

interface Peer {
  readonly bridgeId: string;
  readonly url: string;
}

interface Ports {
  readonly database: Database;
  readonly links: LocalLinks;
  readonly addresses: PeerAddresses;
  readonly bridgeId: string;
  readonly metrics: Pick<Metrics, 'handedOn'>;
  readonly log: Log;
}

const CONNECT_MS = 500;
/** A process that cannot be reached, or does not let us in, is left alone for so long. */
const LEFT_ALONE_MS = 1_000;
const MAX_BYTES = 16_384;
const NOTHING_RECORDED = { outcome: 'nothing-recorded' } as const;
const NOT_KNOWN = { outcome: 'not-known' } as const;

const decodeAnswer = jsonDecoder(FundingAnswer, MAX_BYTES);
const decodeRefusal = jsonDecoder(ErrorAnswer, MAX_BYTES);

export class HandOn {
  readonly #ports: Ports;
  readonly #patienceMs: number;
  readonly #holders: Batches<string, LinkHolder | null>;
  readonly #agent = new Agent({
    connections: null,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: CONNECT_MS },
    // The signal of each request bounds these.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_BYTES,
  });
  /** Until when, in `performance.now()`, by its id. */
  readonly #leftAlone = new Map<string, number>();
  readonly #underWay = new Set<Promise<unknown>>();

  /** The other process has half of the funding window; the rest is for the own way. */
  constructor(ports: Ports, { fundingWindowMs }: { readonly fundingWindowMs: number }) {
    this.#ports = ports;
    this.#patienceMs = fundingWindowMs / 2;
    const find = async (assets: readonly string[]) => findHolders(ports.database, assets);
    this.#holders = new Batches(find, { most: 64, atOnce: 1, patienceMs: 100 });
  }

  /** Never rejects. */
  async ask(funding: FundingRequest, caller: Caller): Promise<HandedOn> {
    if (this.#ports.links.of(funding.asset) !== null) return NOTHING_RECORDED;
    const asking = this.#ask(funding, caller);
    this.#underWay.add(asking);
    return asking.finally(() => this.#underWay.delete(asking));
  }

  /** Lets what is under way end, for so long; the rest goes its own way. */
  async end(withinMs: number): Promise<void> {
    const late = new AbortController();
    const patience = delay(withinMs, undefined, { signal: late.signal }).catch(() => undefined);
    await Promise.race([patience, Promise.all(this.#underWay)]);
    late.abort();
    await this.#agent.destroy();
  }

  async #ask(funding: FundingRequest, caller: Caller): Promise<HandedOn> {
    const { log, metrics } = this.#ports;
    const { fundingId, asset } = funding;
    const peer = await this.#peerFor(asset).catch((error: unknown) => {
      log.warn({ err: error, fundingId, asset }, 'process with the link not looked up');
      return null;
    });
    if (peer === null) return NOTHING_RECORDED;
    try {
      const handedOn = await this.#askAt(peer, funding, caller);
      metrics.handedOn(handedOn.outcome);
      return handedOn;
    } catch (error) {
      metrics.handedOn('not-known');
      if (isTimeout(error)) return NOT_KNOWN; // a cabinet may be slow
      this.#leftAlone.set(peer.bridgeId, performance.now() + LEFT_ALONE_MS);
      log.warn({ err: error, fundingId, asset, peer }, 'funding not handed on to the process with the link');
      return NOT_KNOWN;
    }
  }

  /** @returns null: nobody else holds the link, or it cannot be asked. */
  async #peerFor(asset: string): Promise<Peer | null> {
    const { addresses, bridgeId: own } = this.#ports;
    const holder = await this.#holders.do(asset);
    if (holder === null || holder.bridgeId === own) return null;
    const { bridgeId, sealedAddress } = holder;
    if ((this.#leftAlone.get(bridgeId) ?? 0) > performance.now()) return null;
    const url = addresses.open(bridgeId, sealedAddress);
    return url === null ? null : { bridgeId, url };
  }

  /** @throws where no answer was heard, or none that can be believed. */
  async #askAt({ bridgeId, url }: Peer, funding: FundingRequest, caller: Caller): Promise<HandedOn> {
    const { statusCode, body } = await request(`${url}/v1/fundings`, {
      method: 'POST',
      dispatcher: this.#agent,
      headers: {
        authorization: caller.authorization,
        'content-type': 'application/json',
        'x-forwarded-for': caller.address,
        [HANDED_ON_BY]: this.#ports.bridgeId,
      },
      body: JSON.stringify(funding),
      signal: AbortSignal.timeout(this.#patienceMs),
    });
    const text = await body.text();
    if (statusCode === 200 || statusCode === 422) {
      const answer = decodeAnswer(text);
      if (answer.fundingId !== funding.fundingId) throw new Error('it answered another funding');
      // An answer that is no end may become one in what is left of the window.
      return answer.status === 'UNCONFIRMED' ? NOT_KNOWN : { outcome: 'answered', answer };
    }
    if (LETS_NOBODY_IN.has(statusCode)) {
      this.#leftAlone.set(bridgeId, performance.now() + LEFT_ALONE_MS);
      this.#ports.log.warn({ url, statusCode }, 'the process with the link does not let this one in');
    }
    return saysNothingRecorded(text) ? NOTHING_RECORDED : NOT_KNOWN;
  }
}

const LETS_NOBODY_IN: ReadonlySet<number> = new Set([401, 403, 404]);

/** Every refusal of a bridge says so but one. A proxy in between, with words of its own, may have passed the request on. */
function saysNothingRecorded(text: string): boolean {
  try {
    return decodeRefusal(text).error.code !== 'OUTCOME_UNKNOWN';
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
