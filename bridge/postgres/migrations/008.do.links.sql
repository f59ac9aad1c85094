-- Links are numbered in the order in which their kiosks showed their credentials. The highest number is the newest link
-- of a machine, whichever process holds it and whichever of two claims reaches the ledger last.
CREATE SEQUENCE link_numbers AS bigint;
ALTER TABLE links ADD COLUMN link_number bigint NOT NULL DEFAULT 0;
