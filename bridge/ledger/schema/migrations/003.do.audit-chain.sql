-- The audit trail as a chain of hashes: each entry's hash covers the one before it, so that no entry can be changed,
-- removed or slipped in without every later hash being wrong. Entries are sealed a moment after they are written: a
-- chain made inside the writing transactions would make them wait for each other.
ALTER TABLE audit DROP COLUMN txid;

CREATE TABLE audit_unsealed (entry_id bigint PRIMARY KEY REFERENCES audit);
INSERT INTO audit_unsealed SELECT entry_id FROM audit;

CREATE FUNCTION note_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_unsealed VALUES (NEW.entry_id);
  RETURN NEW;
END $$;
CREATE TRIGGER audit_unsealed AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION note_unsealed();

CREATE TABLE audit_chain (
  position bigint PRIMARY KEY CHECK (position > 0),
  entry_id bigint NOT NULL UNIQUE REFERENCES audit,
  hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$')
);
CREATE TRIGGER audit_chain_keep BEFORE UPDATE OR DELETE ON audit_chain FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_chain_keep_all BEFORE TRUNCATE ON audit_chain FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
