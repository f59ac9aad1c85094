-- Links are numbered in the order in which their kiosks showed their credentials. The highest number is the newest link
-- of a machine, whichever process holds it and whichever of two claims reaches the ledger last.
CREATE SEQUENCE link_numbers AS bigint;
ALTER TABLE links ADD COLUMN link_number bigint NOT NULL DEFAULT 0;

-- A note is told until it is acknowledged: whether its contradiction is in the trail already.
CREATE INDEX audit_note_contradictions ON audit (subject) WHERE event = 'note.contradiction';
