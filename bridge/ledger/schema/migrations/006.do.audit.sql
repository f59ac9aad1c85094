CREATE TABLE audit (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  event text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL
);
-- What the trail says about one funding, transfer or machine, newest last.
CREATE INDEX audit_by_subject ON audit (subject, entry_id);
CREATE INDEX audit_limit_changes ON audit (((detail->>'changeId')::bigint)) WHERE event = 'limit.changed';
-- What a cabinet says that does not fit the ledger: about a transfer, or about a note.
CREATE INDEX audit_contradictions ON audit (at DESC)
  WHERE event IN ('transfer.contradiction', 'transfer.other-board', 'note.contradiction');
-- A kiosk tells a note until it is acknowledged. This index finds whether its contradiction is in the trail already.
CREATE INDEX audit_note_contradictions ON audit (subject) WHERE event = 'note.contradiction';
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The trail as a chain of hashes: the hash of each entry covers the one before it, so that no entry can be changed,
-- removed or put in between without every later hash being wrong. Entries are sealed a moment after they are written: a
-- chain made inside the writing transactions would make them wait for each other (docs/decisions/0010).
CREATE TABLE audit_chain (
  position bigint PRIMARY KEY CHECK (position > 0),
  entry_id bigint NOT NULL UNIQUE REFERENCES audit,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
CREATE TRIGGER audit_chain_keep BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_keep_all BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The entries that wait for their place in the chain. Only the trigger of the trail adds to them, for all entries of a
-- statement at once.
CREATE TABLE audit_unsealed (entry_id bigint PRIMARY KEY);

CREATE FUNCTION note_unsealed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  INSERT INTO audit_unsealed SELECT entry_id FROM written;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_unsealed AFTER INSERT ON audit REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION note_unsealed();
