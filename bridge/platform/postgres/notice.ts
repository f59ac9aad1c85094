/** What bridge processes tell each other. A notice only says "look": what it is about is read from the ledger. */
import { Type, type Static } from 'typebox';
import { jsonDecoder } from '../../../protocol/decode.ts';
import { AssetId, FundingDeclined } from '../../../protocol/egm-link.ts';
import { TransferId } from '../../../protocol/transfer.ts';
import { PlayerId } from '../../../protocol/player-id.ts';

const closed = { additionalProperties: false } as const;

const BridgeId = Type.String({ pattern: '^[!-~]{1,40}$' });
const AskId = Type.String({ pattern: '^[0-9a-f-]{36}$' });
const PLAYER_DIGEST_PATTERN = '^[0-9a-f]{64}$';

const Notice = Type.Union([
  /** An order waits for the machine; and where a request waits for what becomes of it, at which process. */
  Type.Object(
    {
      kind: Type.Literal('ordered'),
      asset: AssetId,
      awaited: Type.Optional(Type.Object({ transferId: TransferId, bridgeId: BridgeId }, closed)),
    },
    closed,
  ),
  /** A transfer changed its status. */
  Type.Object({ kind: Type.Literal('settled'), transferId: TransferId }, closed),
  /** The glass of the machine should say this, once for each funding. */
  Type.Object(
    { kind: Type.Literal('declined'), asset: AssetId, fundingId: Type.String(), message: FundingDeclined },
    closed,
  ),
  /** The machine has this link, and no longer any with a lower number. */
  Type.Object({ kind: Type.Literal('linked'), asset: AssetId, linkNumber: Type.Integer() }, closed),
  /** The machine was enabled, disabled, or its secret was replaced. */
  Type.Object({ kind: Type.Literal('machine'), asset: AssetId }, closed),
  /** Who is carded in at the machine; nobody: null. In no table, so this one cannot be looked up [no-personal-data]. */
  Type.Object(
    { kind: Type.Literal('player'), asset: AssetId, playerId: Type.Union([PlayerId, Type.Null()]) },
    closed,
  ),
  /** Who is carded in there? For the process with the machine's link, which alone knows. */
  Type.Object(
    { kind: Type.Literal('player.asked'), asset: AssetId, askId: AskId, bridgeId: BridgeId },
    closed,
  ),
  /** By a digest, for the process that has asked; nobody, or not certainly: null. */
  Type.Object(
    {
      kind: Type.Literal('player.told'),
      askId: AskId,
      player: Type.Union([Type.String({ pattern: PLAYER_DIGEST_PATTERN }), Type.Null()]),
    },
    closed,
  ),
]);
export type Notice = Static<typeof Notice>;

export type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

/** NOTIFY takes no more than this in a payload. */
export const MAX_PAYLOAD_BYTES = 7_999;

/** What is sealed: the sender's number of it from 1, and when it was sealed, in milliseconds by the sender's clock. */
export const decodeSealedNotice = jsonDecoder(
  Type.Object({ number: Type.Integer({ minimum: 1 }), at: Type.Integer(), notice: Notice }, closed),
  MAX_PAYLOAD_BYTES,
);

/** Why a notice is ignored. */
export type Unheard = 'not-ours' | 'not-understood' | 'heard-before' | 'out-of-time';

export type Opened =
  | { readonly kind: 'notice'; readonly notice: Notice }
  /** Of this very process, which has been told already. */
  | { readonly kind: 'own' }
  | { readonly kind: 'ignored'; readonly why: Exclude<Unheard, 'out-of-time'> }
  /** Sealed before this process listened, or in the future: from before, repeated by somebody, or by a wrong clock. */
  | { readonly kind: 'ignored'; readonly why: 'out-of-time'; readonly notice: Notice };

/** Every bridge process listens on this one. */
export const EVERYBODY = 'topper_bridge';

/** Only the process with this id listens on it. */
export function channelOf(bridgeId: string): string {
  return `${EVERYBODY}_${bridgeId.replaceAll('-', '')}`;
}

/** How a notice becomes a payload of NOTIFY, and is made out again. It is good on its channel and on no other. */
export interface Seal {
  seal(notice: Notice, channel: string): string;
  /** @param listeningSince by the clock of this machine, in milliseconds: what was sealed before is not believed. */
  open(payload: string, channel: string, listeningSince: number): Opened;
}
