/** What bridge processes tell each other. A notice only says "look": what it is about is read from the ledger. */
import { Type, type Static } from 'typebox';
import { jsonDecoder } from '../../../protocol/decode.ts';
import { AssetId, FundingDeclined } from '../../../protocol/egm-link.ts';
import { TransferId } from '../../../protocol/transfer.ts';
import { PlayerId } from '../../../protocol/player-id.ts';

const closed = { additionalProperties: false } as const;

const Notice = Type.Union([
  /** An order waits for the machine. */
  Type.Object({ kind: Type.Literal('ordered'), asset: AssetId }, closed),
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
]);
export type Notice = Static<typeof Notice>;

export type NoticeOf<Kind extends Notice['kind']> = Extract<Notice, { kind: Kind }>;

const MAX_BYTES = 8_000;
export const decodeEnvelope = jsonDecoder(
  Type.Object({ from: Type.String(), notice: Notice }, closed),
  MAX_BYTES,
);
