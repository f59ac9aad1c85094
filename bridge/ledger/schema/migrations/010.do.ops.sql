-- A funding is found by the beginning of what the player's phone shows, whatever the collation of the database.
CREATE INDEX fundings_by_beginning ON fundings (funding_id COLLATE "C");

-- The last reading of a machine's meter before an order.
CREATE INDEX meter_readings_by_machine ON meter_readings (asset, read_at DESC);

-- What a cabinet says that does not fit the ledger: about a transfer, or about a note.
DROP INDEX IF EXISTS audit_contradictions;
CREATE INDEX audit_contradictions ON audit (at DESC)
  WHERE event IN ('transfer.contradiction', 'transfer.other-board', 'note.contradiction');
