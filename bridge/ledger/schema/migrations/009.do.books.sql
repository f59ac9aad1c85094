-- Double-entry books under the money [books-agree] (docs/decisions/0025). An entry is one business fact, written by the
-- trigger of the row that is the fact, in its transaction: neither is there without the other.

-- Each account is kept for each machine, so that no two machines wait for each other. Its balance is the sum of its
-- postings, kept by their trigger and by nothing else.
CREATE TABLE accounts (
  account_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- machine-in: what went to the machine's meter, machine-out: what came from it. rail-clearing: what the rail owes for what
  -- was credited. player-payable: what came from a machine and is the player's.
  name text NOT NULL CHECK (name IN ('machine-in', 'machine-out', 'player-payable', 'rail-clearing')),
  asset text NOT NULL REFERENCES machines,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  postings bigint NOT NULL DEFAULT 0 CHECK (postings >= 0),
  -- Debits are positive, credits are negative.
  balance_minor bigint NOT NULL DEFAULT 0,
  UNIQUE (name, asset, currency)
);
CREATE TRIGGER accounts_keep BEFORE UPDATE OR DELETE ON accounts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();

CREATE TABLE book_entries (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('credit', 'debit')),
  -- What it is about: of a credit or a debit, its transfer. No fact is booked twice [exactly-once].
  fact text NOT NULL,
  -- How many postings it has: none is added later.
  lines smallint NOT NULL CHECK (lines >= 2),
  booked_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (fact, kind)
);
CREATE INDEX book_entries_by_time ON book_entries (booked_at);
CREATE TRIGGER book_entries_keep BEFORE UPDATE OR DELETE ON book_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER book_entries_keep_all BEFORE TRUNCATE ON book_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE postings (
  entry_id bigint NOT NULL REFERENCES book_entries,
  line smallint NOT NULL CHECK (line > 0),
  account_id bigint NOT NULL REFERENCES accounts,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  -- The how many'th of its account, and the balance after it: what the balance was at any time is one row.
  position bigint NOT NULL,
  balance_minor bigint NOT NULL,
  PRIMARY KEY (entry_id, line),
  UNIQUE (account_id, position)
);
CREATE TRIGGER postings_keep BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_keep_all BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION count_posting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.line > (SELECT lines FROM book_entries e WHERE e.entry_id = NEW.entry_id) THEN
    RAISE EXCEPTION 'entry % of the books has all its postings', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  UPDATE accounts a SET postings = a.postings + 1, balance_minor = a.balance_minor + NEW.amount_minor
    WHERE a.account_id = NEW.account_id
    RETURNING a.postings, a.balance_minor INTO NEW.position, NEW.balance_minor;
  RETURN NEW;
END $$;
CREATE TRIGGER postings_count BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION count_posting();

-- What the books say went to machines (credit) and came from them (debit): each entry that is one, and no other.
CREATE VIEW booked_transfers AS
  SELECT e.entry_id, e.kind, e.fact AS transfer_id, e.booked_at, machine.asset, machine.currency,
         abs(at_machine.amount_minor) AS amount_minor
  FROM book_entries e
  JOIN postings at_machine ON at_machine.entry_id = e.entry_id AND at_machine.line = 1
  JOIN accounts machine ON machine.account_id = at_machine.account_id
  JOIN postings beside ON beside.entry_id = e.entry_id AND beside.line = 2
  JOIN accounts other ON other.account_id = beside.account_id
  WHERE e.lines = 2 AND beside.amount_minor = -at_machine.amount_minor
    AND (other.asset, other.currency) = (machine.asset, machine.currency)
    AND (e.kind, machine.name, other.name, sign(at_machine.amount_minor)) IN (
      ('credit', 'machine-in', 'rail-clearing', -1), ('debit', 'machine-out', 'player-payable', 1));

-- At every commit, whoever wrote it: an entry has its postings, they sum to zero, and it is what its fact says.
CREATE FUNCTION check_book_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM postings p WHERE p.entry_id = NEW.entry_id) <> NEW.lines THEN
    RAISE EXCEPTION 'entry % of the books has not its % postings', NEW.entry_id, NEW.lines USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (
    SELECT 1 FROM postings p JOIN accounts a USING (account_id) WHERE p.entry_id = NEW.entry_id
    GROUP BY a.currency HAVING sum(p.amount_minor) <> 0) THEN
    RAISE EXCEPTION 'entry % of the books does not sum to zero', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM booked_transfers b JOIN transfers t USING (transfer_id, asset, currency)
    WHERE b.entry_id = NEW.entry_id
      AND b.amount_minor = CASE b.kind WHEN 'credit' THEN t.credited_minor WHEN 'debit' THEN t.debited_minor END) THEN
    RAISE EXCEPTION 'entry % of the books is not what its transfer came to', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER book_entries_balance AFTER INSERT ON book_entries
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_book_entry();

CREATE FUNCTION open_account(of_name text, of_asset text, of_currency text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  found_id bigint;
BEGIN
  SELECT account_id INTO found_id FROM accounts WHERE (name, asset, currency) = (of_name, of_asset, of_currency);
  IF found_id IS NULL THEN
    INSERT INTO accounts (name, asset, currency) VALUES (of_name, of_asset, of_currency)
    ON CONFLICT (name, asset, currency) DO UPDATE SET name = accounts.name RETURNING account_id INTO found_id;
  END IF;
  RETURN found_id;
END $$;

-- Accounts are posted to in the order of their names, so that two entries of one machine never wait for each other in a
-- circle. The service may not write the tables, so this runs under their owner's name.
CREATE FUNCTION book_transfer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  is_credit boolean := NEW.status = 'CREDITED';
  entry bigint;
BEGIN
  INSERT INTO book_entries (kind, fact, lines, booked_at)
    VALUES (CASE WHEN is_credit THEN 'credit' ELSE 'debit' END, NEW.transfer_id, 2, NEW.settled_at)
    RETURNING entry_id INTO entry;
  IF is_credit THEN
    INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES
      (entry, 1, open_account('machine-in', NEW.asset, NEW.currency), -NEW.credited_minor),
      (entry, 2, open_account('rail-clearing', NEW.asset, NEW.currency), NEW.credited_minor);
  ELSE
    INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES
      (entry, 1, open_account('machine-out', NEW.asset, NEW.currency), NEW.debited_minor),
      (entry, 2, open_account('player-payable', NEW.asset, NEW.currency), -NEW.debited_minor);
  END IF;
  RETURN NULL;
END $$;
-- The one place: whatever moves money on a meter, also the row of a credit that a ledger lost and learned again.
CREATE TRIGGER transfers_book AFTER INSERT OR UPDATE ON transfers
  FOR EACH ROW WHEN (NEW.status IN ('CREDITED', 'DEBITED')) EXECUTE FUNCTION book_transfer();
