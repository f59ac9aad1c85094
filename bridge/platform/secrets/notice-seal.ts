/**
 * Notices go through the database, where the casino may let others in. So each is sealed with a key that the database
 * does not have: nobody else reads one or makes one. It also has a number and a time, so that nobody repeats one: a number of
 * a sender is heard once, and what was sealed before this process listened is not heard at all (decision 12).
 */
import { DecodeError } from '../../../protocol/decode.ts';
import { decodeSealedNotice, type Notice, type Opened, type Seal, type Unheard } from '../postgres/notice.ts';
import { HeardNumbers } from './heard-numbers.ts';
import { WrongSecretKeyError, type SecretKey } from './secret-key.ts';

/** By how much the clock of another machine may be ahead of ours. */
const MOST_AHEAD_MS = 5_000;
/** Who sealed it, and what. */
const PAYLOAD = /^([!-~]{1,40}) ([A-Za-z0-9+/=]+)$/;
/** Bridge processes and commands that have been heard; the one that was silent for longest is forgotten first. */
const MOST_SENDERS = 1_000;

interface Sender {
  readonly key: SecretKey;
  readonly heard: HeardNumbers;
}

export class NoticeSeal implements Seal {
  readonly #secretKey: SecretKey;
  readonly #bridgeId: string;
  readonly #own: SecretKey;
  #number = 0;
  readonly #senders = new Map<string, Sender>();

  /** @param bridgeId of this process and of no other, also not of one before it: its numbers begin with 1. */
  constructor(secretKey: SecretKey, bridgeId: string) {
    this.#secretKey = secretKey;
    this.#bridgeId = bridgeId;
    this.#own = keyOf(secretKey, bridgeId);
  }

  /** Not twice for the same telling: each payload has a number of its own. */
  seal(notice: Notice, channel: string): string {
    const numbered = JSON.stringify({ number: ++this.#number, at: Date.now(), notice });
    return `${this.#bridgeId} ${this.#own.seal(nameOn(channel), Buffer.from(numbered)).toString('base64')}`;
  }

  /** @param listeningSince by the clock of this machine, in milliseconds: what was sealed before is ignored. */
  open(payload: string, channel: string, listeningSince: number): Opened {
    const [, from, sealed] = PAYLOAD.exec(payload) ?? [];
    if (from === undefined || sealed === undefined) return ignored('not-ours');
    if (from === this.#bridgeId) return { kind: 'own' };
    const sender = this.#senders.get(from) ?? {
      key: keyOf(this.#secretKey, from),
      heard: new HeardNumbers(),
    };
    try {
      const plain = sender.key.open(nameOn(channel), Buffer.from(sealed, 'base64')).toString('utf8');
      this.#remember(from, sender);
      const { number, at, notice } = decodeSealedNotice(plain);
      if (!sender.heard.isFirst(number)) return ignored('heard-before');
      const inTime = at >= listeningSince && at <= Date.now() + MOST_AHEAD_MS;
      return inTime ? { kind: 'notice', notice } : { kind: 'ignored', why: 'out-of-time', notice };
    } catch (error) {
      if (error instanceof WrongSecretKeyError) return ignored('not-ours');
      if (error instanceof DecodeError) return ignored('not-understood');
      throw error;
    }
  }

  /** Only senders that have the secret key: others cannot fill the memory. */
  #remember(from: string, sender: Sender): void {
    this.#senders.delete(from);
    this.#senders.set(from, sender);
    const [silent] = this.#senders.keys();
    if (this.#senders.size > MOST_SENDERS && silent !== undefined) this.#senders.delete(silent);
  }
}

/** One for each process: none seals so many that two random nonces of AES-GCM could be the same. */
function keyOf(secretKey: SecretKey, from: string): SecretKey {
  return secretKey.derive(`topper notices 1 ${from}`);
}

function nameOn(channel: string): string {
  return `notice ${channel}`;
}

function ignored(why: Exclude<Unheard, 'out-of-time'>): Opened {
  return { kind: 'ignored', why };
}
