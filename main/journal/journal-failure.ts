import { JournalError, type JournalErrorCode } from './journal.ts';

/** SQLite's own codes, as https://sqlite.org/rescode.html names them; what is not listed counts as damage. */
const codes: Record<string, JournalErrorCode> = {
  SQLITE_BUSY: 'IN_USE',
  SQLITE_LOCKED: 'IN_USE',
  SQLITE_FULL: 'CANNOT_WRITE',
  SQLITE_READONLY: 'CANNOT_WRITE',
  SQLITE_CANTOPEN: 'CANNOT_WRITE',
  SQLITE_PERM: 'CANNOT_WRITE',
  SQLITE_IOERR: 'CANNOT_WRITE',
};

export function asJournalError(cause: unknown): JournalError {
  if (cause instanceof JournalError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const found = Object.entries(codes).find(([code]) => codeOf(cause).startsWith(code) || text.includes(code));
  return new JournalError(found?.[1] ?? 'DAMAGED', `the journal failed: ${text}`, { cause });
}

function codeOf(cause: unknown): string {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : '';
}
