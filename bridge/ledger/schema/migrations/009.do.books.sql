-- Double-entry books under the money [books-agree] (docs/decisions/0025). An entry is one business fact. The trigger of
-- the row that is the fact writes it, in the same transaction: neither exists without the other.

-- Each account is kept for each machine, so that no two machines wait for each other. Its balance is the sum of its
-- postings, kept by their trigger and by nothing else.
CREATE TABLE accounts (
  account_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- machine-in: what went to the machine's meter, machine-out: what came from it. player-payable: what came from a machine
  -- and is the player's. rail-captured: what the rail has taken for the property. rail-clearing: what was credited and not
  -- captured; less than zero: what was captured and neither credited nor given back. rail-paid-out: what the rail has paid to players.
  -- paid-by-hand: what a person has paid in place of the rail.
  name text NOT NULL CHECK (name IN (
    'machine-in', 'machine-out', 'paid-by-hand', 'player-payable', 'rail-captured', 'rail-clearing', 'rail-paid-out')),
  -- The machine, or the asset that a payment named: money that was captured for no machine has an account too.
  asset text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  postings bigint NOT NULL DEFAULT 0 CHECK (postings >= 0),
  -- Debits are positive, credits are negative.
  balance_minor bigint NOT NULL DEFAULT 0,
  UNIQUE (name, asset, currency)
) WITH (fillfactor = 50); -- each entry changes its balance: there is room for that in the same page
CREATE TRIGGER accounts_keep BEFORE UPDATE OR DELETE ON accounts
  FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER accounts_keep_all BEFORE TRUNCATE ON accounts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE book_entries (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN (
    'credit', 'debit', 'capture', 'refund', 'reversal', 'payout', 'return', 'hand-pay', 'hand-refund')),
  -- The fact: a transfer, a payment of a rail, a row of the outbox. No fact is booked twice [exactly-once].
  fact text NOT NULL,
  -- How many postings it has: none is added later.
  lines smallint NOT NULL CHECK (lines >= 2),
  -- When the database booked it, at the commit. Nobody says this, so no entry comes into a day that is over.
  booked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When the money moved, as its fact says.
  moved_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (fact, kind)
);
CREATE INDEX book_entries_by_time ON book_entries (booked_at);
CREATE TRIGGER book_entries_keep BEFORE UPDATE OR DELETE ON book_entries FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER book_entries_keep_all BEFORE TRUNCATE ON book_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Its trigger looks up the entry and changes the account, and neither is ever deleted: that is what two foreign keys would
-- do once more.
CREATE TABLE postings (
  entry_id bigint NOT NULL,
  line smallint NOT NULL CHECK (line > 0),
  account_id bigint NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  -- Its number among the postings of its account, and the balance after it. So the balance at any time is in one row.
  position bigint NOT NULL,
  balance_minor bigint NOT NULL,
  PRIMARY KEY (entry_id, line),
  UNIQUE (account_id, position)
);
CREATE TRIGGER postings_keep BEFORE UPDATE OR DELETE ON postings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_keep_all BEFORE TRUNCATE ON postings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION count_posting() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  -- The programs reckon exactly up to this. A balance keeps as much room, so that no sum leaves its eight bytes.
  most_of_a_posting CONSTANT bigint := 9007199254740991;
  most_of_an_account CONSTANT bigint := 9223372036854775807 - most_of_a_posting;
BEGIN
  IF NEW.amount_minor NOT BETWEEN -most_of_a_posting AND most_of_a_posting THEN
    RAISE EXCEPTION '% is no amount of money', NEW.amount_minor USING ERRCODE = 'numeric_value_out_of_range';
  END IF;
  UPDATE accounts a SET postings = a.postings + 1, balance_minor = a.balance_minor + NEW.amount_minor
    WHERE a.account_id = NEW.account_id AND NEW.line <= (SELECT lines FROM book_entries e WHERE e.entry_id = NEW.entry_id)
    RETURNING a.postings, a.balance_minor INTO NEW.position, NEW.balance_minor;
  IF NOT FOUND THEN
    IF NOT EXISTS (SELECT 1 FROM book_entries e WHERE e.entry_id = NEW.entry_id)
      OR NOT EXISTS (SELECT 1 FROM accounts a WHERE a.account_id = NEW.account_id) THEN
      RAISE EXCEPTION 'a posting is of an entry, and on an account' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RAISE EXCEPTION 'entry % of the books already has all its postings', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.balance_minor NOT BETWEEN -most_of_an_account AND most_of_an_account THEN
    RAISE EXCEPTION '%', (SELECT format('the account %s of %s cannot hold more in %s', name, asset, currency)
      FROM accounts a WHERE a.account_id = NEW.account_id) USING ERRCODE = 'numeric_value_out_of_range';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER postings_count BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION count_posting();

-- What the books say: every entry that has the postings of its kind, and no other entry.
CREATE VIEW booked AS
  SELECT e.entry_id, e.kind, e.fact, e.booked_at, first.asset, first.currency, abs(p.amount_minor) AS amount_minor
  FROM book_entries e
  JOIN postings p ON p.entry_id = e.entry_id AND p.line = 1
  JOIN accounts first ON first.account_id = p.account_id
  JOIN postings q ON q.entry_id = e.entry_id AND q.line = 2
  JOIN accounts second ON second.account_id = q.account_id
  WHERE e.lines = 2 AND q.amount_minor = -p.amount_minor
    -- IS NOT DISTINCT, so that no plan goes by it: that would read all postings of an account.
    AND (second.asset, second.currency) IS NOT DISTINCT FROM (first.asset, first.currency)
    AND (e.kind, first.name, second.name, sign(p.amount_minor)) IN (
      ('credit', 'machine-in', 'rail-clearing', -1),
      ('debit', 'machine-out', 'player-payable', 1),
      ('capture', 'rail-captured', 'rail-clearing', 1),
      ('refund', 'rail-captured', 'rail-clearing', -1),
      ('reversal', 'rail-captured', 'rail-clearing', -1),
      ('payout', 'player-payable', 'rail-paid-out', 1),
      ('return', 'player-payable', 'rail-paid-out', -1),
      ('hand-pay', 'paid-by-hand', 'player-payable', -1),
      ('hand-refund', 'paid-by-hand', 'rail-clearing', -1));

-- Says what is wrong with an entry that `booked` does not have.
CREATE FUNCTION refuse_entry(entry book_entries) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  written bigint;
  is_unbalanced boolean;
BEGIN
  SELECT coalesce(sum(lines), 0), bool_or(minor <> 0) INTO written, is_unbalanced FROM (
    SELECT count(*) AS lines, sum(p.amount_minor) AS minor FROM postings p WHERE p.entry_id = entry.entry_id
    GROUP BY (SELECT a.currency FROM accounts a WHERE a.account_id = p.account_id)) of_currency;
  IF written <> entry.lines THEN
    RAISE EXCEPTION 'entry % of the books does not have its % postings', entry.entry_id, entry.lines USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF is_unbalanced THEN
    RAISE EXCEPTION 'entry % of the books does not sum to zero', entry.entry_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RAISE EXCEPTION 'entry % of the books is not what its fact says', entry.entry_id USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Checked at every commit, whoever wrote the entry: it has its postings, they sum to zero, and it is what its fact
-- says.
CREATE FUNCTION check_book_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  b booked%ROWTYPE;
  of_rail text := split_part(NEW.fact, ' ', 1);
  of_payment text := substr(NEW.fact, strpos(NEW.fact, ' ') + 1);
BEGIN
  -- What is in the view has two postings, which sum to zero, and no other: a posting is one of as many lines as its entry has.
  SELECT * INTO b FROM booked WHERE entry_id = NEW.entry_id;
  IF NOT FOUND THEN
    PERFORM refuse_entry(NEW);
  END IF;
  -- A statement for each kind. One for all of them would be planned anew each time, as PostgreSQL finds the plan for one
  -- kind cheaper than the plan for all.
  CASE b.kind
    WHEN 'credit' THEN
      PERFORM 1 FROM transfers t WHERE t.transfer_id = b.fact
        AND (t.asset, t.currency, t.credited_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'debit' THEN
      PERFORM 1 FROM transfers t WHERE t.transfer_id = b.fact
        AND (t.asset, t.currency, t.debited_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'capture' THEN
      PERFORM 1 FROM rail_payments p JOIN fundings f USING (funding_id) WHERE (p.rail, p.payment_id) = (of_rail, of_payment)
        AND (f.asset, p.currency, p.captured_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'reversal' THEN
      PERFORM 1 FROM rail_payments p JOIN fundings f USING (funding_id)
        WHERE (p.rail, p.payment_id) = (of_rail, substring(of_payment from '^(.*) [0-9]+$'))
        AND (f.asset, p.currency) = (b.asset, b.currency)
        AND substring(b.fact from '[0-9]+$')::numeric BETWEEN b.amount_minor AND p.reversed_minor;
    WHEN 'refund' THEN
      PERFORM 1 FROM outbox o JOIN fundings f USING (funding_id) WHERE o.business_key = b.fact AND o.state = 'DONE'
        AND (f.asset, o.currency, o.amount_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'payout' THEN
      PERFORM 1 FROM outbox o JOIN payouts p USING (payout_id) WHERE o.business_key = b.fact AND o.paid_at IS NOT NULL
        AND (p.asset, o.currency, o.amount_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'return' THEN
      PERFORM 1 FROM outbox o JOIN payouts p USING (payout_id) WHERE o.business_key = b.fact
        AND o.paid_at IS NOT NULL AND o.returned_at IS NOT NULL
        AND (p.asset, o.currency, o.amount_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'hand-pay' THEN
      PERFORM 1 FROM outbox o JOIN payouts p USING (payout_id) WHERE o.business_key = b.fact AND o.state = 'SETTLED_BY_HAND'
        AND (p.asset, o.currency, o.hand_minor) = (b.asset, b.currency, b.amount_minor);
    WHEN 'hand-refund' THEN
      PERFORM 1 FROM outbox o JOIN fundings f USING (funding_id) WHERE o.business_key = b.fact AND o.state = 'SETTLED_BY_HAND'
        AND (f.asset, o.currency, o.hand_minor) = (b.asset, b.currency, b.amount_minor);
    ELSE
      PERFORM 1 WHERE false; -- of a kind that no fact is known of
  END CASE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'entry % of the books is not what its fact says', NEW.entry_id USING ERRCODE = 'integrity_constraint_violation';
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

-- One entry: `minor` is a debit of `first`, and a credit of `second`; less than zero, the other way round. Postings are
-- written in the order of the accounts' names, so that two entries of one machine never wait for each other in a
-- circle.
CREATE FUNCTION book(
  of_kind text, of_fact text, of_asset text, of_currency text, first text, second text, minor bigint, moved_at timestamptz
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  entry bigint;
  of_first bigint;
  of_second bigint;
BEGIN
  INSERT INTO book_entries (kind, fact, lines, moved_at) VALUES (of_kind, of_fact, 2, moved_at)
    RETURNING entry_id INTO entry;
  SELECT (SELECT account_id FROM accounts WHERE (name, asset, currency) = (first, of_asset, of_currency)),
         (SELECT account_id FROM accounts WHERE (name, asset, currency) = (second, of_asset, of_currency))
    INTO of_first, of_second;
  IF of_first IS NULL OR of_second IS NULL THEN
    -- Row by row: an account that is opened is locked, so the posting on the first one comes before.
    of_first := open_account(first, of_asset, of_currency);
    INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES (entry, 1, of_first, minor);
    of_second := open_account(second, of_asset, of_currency);
    INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES (entry, 2, of_second, -minor);
    RETURN;
  END IF;
  INSERT INTO postings (entry_id, line, account_id, amount_minor) VALUES
    (entry, 1, of_first, minor), (entry, 2, of_second, -minor);
END $$;

-- The service may not write the books, so this function runs as their owner.
CREATE FUNCTION book_transfer() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.status = 'CREDITED' THEN
    PERFORM book('credit', NEW.transfer_id, NEW.asset, NEW.currency, 'machine-in', 'rail-clearing', -NEW.credited_minor, NEW.settled_at);
  ELSE
    PERFORM book('debit', NEW.transfer_id, NEW.asset, NEW.currency, 'machine-out', 'player-payable', NEW.debited_minor, NEW.settled_at);
  END IF;
  RETURN NULL;
END $$;
-- This one trigger books whatever moves money on a meter, also a credit that a ledger lost and learned again. It runs
-- at the commit, so that a transaction waits for an account of the books last, and holds it for the shortest time.
CREATE CONSTRAINT TRIGGER transfers_book AFTER INSERT OR UPDATE ON transfers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.status IN ('CREDITED', 'DEBITED')) EXECUTE FUNCTION book_transfer();
