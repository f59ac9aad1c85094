/**
 * Tables of the journal. Nothing is pruned: a row is some hundred bytes, and an id that was forgotten could be
 * credited a second time [exactly-once].
 */

/** Marks the file as ours; a database of something else is refused. */
export const APPLICATION_ID = 0x546f7070;

/** What each version added; a journal of an older version is brought up to date, one version after the other. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE transfer (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    requested_minor INTEGER,
    requested_currency TEXT,
    board_serial TEXT,
    board_memory TEXT,
    outcome TEXT CHECK (outcome IN ('credited', 'refused')),
    credited_minor INTEGER,
    credited_currency TEXT,
    reason TEXT,
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),
    at INTEGER NOT NULL,
    CHECK ((requested_minor IS NULL) = (requested_currency IS NULL)),
    CHECK ((board_serial IS NULL) = (board_memory IS NULL)),
    CHECK ((credited_minor IS NOT NULL AND credited_currency IS NOT NULL) = (outcome IS 'credited')),
    CHECK ((reason IS NOT NULL) = (outcome IS 'refused')),
    CHECK (outcome IS NOT NULL OR board_serial IS NOT NULL)
  ) STRICT;
  CREATE INDEX transfer_unfinished ON transfer (number) WHERE acknowledged = 0;
  CREATE TABLE note (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    memory_id TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    acknowledged INTEGER NOT NULL DEFAULT 0 CHECK (acknowledged IN (0, 1)),
    at INTEGER NOT NULL,
    UNIQUE (memory_id, event_id)
  ) STRICT;
  CREATE INDEX note_unreported ON note (number) WHERE acknowledged = 0;
`,
  `
  CREATE TABLE board (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    serial TEXT NOT NULL,
    memory_id TEXT NOT NULL,
    accepted_by TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
`,
  // An intent stands between an order and its credit: it touches no index but that of its id.
  `
  DROP INDEX transfer_unfinished;
  CREATE INDEX transfer_unreported ON transfer (number) WHERE acknowledged = 0 AND outcome IS NOT NULL;
`,
  // What an order was for, and from where on the journal is complete.
  `
  ALTER TABLE transfer ADD COLUMN funding_id TEXT;
  CREATE TABLE incomplete (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    below TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
`,
  // Whether a funding was credited already, under whatever id; an intent does not touch this one either.
  `
  CREATE INDEX transfer_credited ON transfer (funding_id) WHERE outcome = 'credited';
`,
  // As what a transfer was refused whose board turned out to have credited it.
  `
  ALTER TABLE transfer ADD COLUMN corrected TEXT CHECK (corrected IS NULL OR outcome IS 'credited');
`,
  // Whether the board has said that it has begun it, as far as that had to be remembered.
  `
  ALTER TABLE transfer ADD COLUMN begun INTEGER NOT NULL DEFAULT 0 CHECK (begun IN (0, 1));
`,
];

export const SCHEMA_VERSION = migrations.length;
