/**
 * What the database returns is checked like anything from outside [checked-at-the-door]: a row that makes no sense is
 * damage.
 */
import { Type, type Static } from 'typebox';
import { NoteEvent, type BoardMemory } from '../../protocol/cabinet.ts';
import { compiled } from '../../protocol/compiled.ts';
import { Currency, MinorUnits } from '../../protocol/money.ts';
import { RefusalReason, TransferId, type TransferOutcome } from '../../protocol/transfer.ts';
import { JournalError, type NoteRecord, type TransferRecord } from './journal.ts';

const Flag = Type.Enum([0, 1]);
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) =>
  Type.Union([Type.Null(), schema]);

const TransferRow = Type.Object({
  id: TransferId,
  funding_id: nullable(Type.String()),
  requested_minor: nullable(MinorUnits),
  requested_currency: nullable(Currency),
  board_serial: nullable(Type.String()),
  board_memory: nullable(Type.String()),
  outcome: nullable(Type.Enum(['credited', 'refused'])),
  credited_minor: nullable(MinorUnits),
  credited_currency: nullable(Currency),
  reason: nullable(RefusalReason),
  acknowledged: Flag,
  begun: Flag,
  at: Type.Integer(),
});
type TransferRow = Static<typeof TransferRow>;

const NoteRow = Type.Object({
  memory_id: Type.String(),
  event_id: NoteEvent.properties.eventId,
  kind: NoteEvent.properties.kind,
  minor: MinorUnits,
  currency: Currency,
  acknowledged: Flag,
  at: Type.Integer(),
});

const BoardRow = Type.Object({ serial: Type.String(), memory_id: Type.String() });
const IncompleteRow = Type.Object({ below: TransferId });

const boardRow = compiled(BoardRow);
const incompleteRow = compiled(IncompleteRow);
const transferRow = compiled(TransferRow);
const noteRow = compiled(NoteRow);

/** @throws {JournalError} `DAMAGED` */
export function readTransfer(row: unknown): TransferRecord {
  if (!transferRow().Check(row))
    throw new JournalError('DAMAGED', 'a transfer in the journal makes no sense');
  return {
    transferId: row.id,
    fundingId: row.funding_id,
    requested:
      row.requested_minor === null || row.requested_currency === null
        ? null
        : { minor: row.requested_minor, currency: row.requested_currency },
    board:
      row.board_serial === null || row.board_memory === null
        ? null
        : { serial: row.board_serial, memoryId: row.board_memory },
    outcome: readOutcome(row),
    acknowledged: row.acknowledged === 1,
    begun: row.begun === 1,
    at: row.at,
  };
}

function readOutcome(row: TransferRow): TransferOutcome | null {
  if (row.outcome === null) return null;
  if (row.outcome === 'refused' && row.reason !== null) return { outcome: 'refused', reason: row.reason };
  if (row.outcome === 'credited' && row.credited_minor !== null && row.credited_currency !== null) {
    return { outcome: 'credited', amount: { minor: row.credited_minor, currency: row.credited_currency } };
  }
  throw new JournalError('DAMAGED', 'the outcome of a transfer in the journal makes no sense');
}

/** @throws {JournalError} `DAMAGED` */
export function readNote(row: unknown): NoteRecord {
  if (!noteRow().Check(row)) throw new JournalError('DAMAGED', 'a note in the journal makes no sense');
  return {
    memoryId: row.memory_id,
    note: { eventId: row.event_id, kind: row.kind, minor: row.minor, currency: row.currency },
    acknowledged: row.acknowledged === 1,
    at: row.at,
  };
}

/** @throws {JournalError} `DAMAGED` */
export function readBoard(row: unknown): BoardMemory {
  if (!boardRow().Check(row)) throw new JournalError('DAMAGED', 'a board in the journal makes no sense');
  return { serial: row.serial, memoryId: row.memory_id };
}

/** @throws {JournalError} `DAMAGED` */
export function readIncomplete(row: unknown): TransferId {
  if (!incompleteRow().Check(row)) throw new JournalError('DAMAGED', 'a gap in the journal makes no sense');
  return row.below;
}
