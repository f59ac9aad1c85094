-- Money. The database itself refuses a wrong state, whatever the program does: triggers check every change of a status,
-- CHECKs check amounts, and unique indexes make sure that nothing is there twice [exactly-once] [confirmed-only].

-- One row for each funding id ever heard of: what the caller asked for and what was decided at once. It never changes.
-- What becomes of an accepted funding is written in its transfer.
CREATE TABLE fundings (
  funding_id text PRIMARY KEY CHECK (length(funding_id) BETWEEN 1 AND 64),
  asset text NOT NULL,
  merchant_id text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- The account, by a keyed digest, never by its UBAI [secrets-kept]. NULL for a recovered funding, and for the tombstone
  -- of one that was cancelled before it was heard of.
  ubai text CHECK (ubai ~ '^ubai:[0-9a-f]{32}$'),
  -- SHA-256 of the whole request. The player id is kept nowhere else [no-personal-data].
  request_digest text,
  decision text NOT NULL CHECK (decision IN ('ACCEPTED', 'DECLINED')),
  decline_code text,
  decline_message text,
  decline_detail jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- True: the row was booked from what a journal or an operator says. Nobody asked for the funding, and its account is
  -- not known.
  recovered boolean NOT NULL DEFAULT false,
  CONSTRAINT fundings_decline_coded CHECK ((decision = 'DECLINED') = (decline_code IS NOT NULL)),
  CONSTRAINT fundings_decline_worded CHECK ((decline_code IS NULL) = (decline_message IS NULL)),
  CONSTRAINT fundings_accepted_whole CHECK (
    decision = 'DECLINED' OR (amount_minor > 0 AND recovered = (ubai IS NULL))),
  CONSTRAINT fundings_request_whole CHECK ((ubai IS NULL) = (request_digest IS NULL))
);
CREATE INDEX fundings_by_time ON fundings (created_at DESC);
CREATE INDEX fundings_by_asset ON fundings (asset, created_at DESC);
-- A funding is found by the beginning of what the player's phone shows, whatever the collation of the database.
CREATE INDEX fundings_by_beginning ON fundings (funding_id COLLATE "C");
CREATE TRIGGER fundings_keep BEFORE UPDATE OR DELETE ON fundings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fundings_keep_all BEFORE TRUNCATE ON fundings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The accounts that rails have told us of, where a payout can go. The row stays when the player takes the consent back.
CREATE TABLE rail_accounts (
  rail text NOT NULL,
  account text NOT NULL CHECK (account ~ '^ubai:[0-9a-f]{32}$'),
  -- What the rail pays with, sealed with a key that is not here [secrets-kept]. NULL: the consent was taken back.
  sealed_token text,
  -- The rail's own timestamp, compared with nothing but what the same rail says: an older notification that comes later
  -- changes nothing.
  told_at timestamptz NOT NULL,
  PRIMARY KEY (rail, account)
);
CREATE FUNCTION check_account_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.told_at < OLD.told_at OR (NEW.told_at = OLD.told_at AND NEW.sealed_token IS NOT NULL) THEN
    RAISE EXCEPTION 'account % of % is known as its rail told it last', OLD.account, OLD.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rail_accounts_change BEFORE UPDATE ON rail_accounts FOR EACH ROW EXECUTE FUNCTION check_account_change();
CREATE TRIGGER rail_accounts_keep BEFORE DELETE ON rail_accounts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One row for each payout: what is to leave the machine for the player, and where it goes. Until the money has left the
-- machine, its state is that of its transfer; from then on, that of its row of the outbox
-- (bridge/ledger/payout-states.ts).
CREATE TABLE payouts (
  payout_id text PRIMARY KEY CHECK (length(payout_id) BETWEEN 1 AND 64),
  asset text NOT NULL REFERENCES machines,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  rail text NOT NULL,
  account text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (rail, account) REFERENCES rail_accounts
);
CREATE FUNCTION check_payout_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM rail_accounts a WHERE (a.rail, a.account) = (NEW.rail, NEW.account) AND a.sealed_token IS NULL) THEN
    RAISE EXCEPTION 'payout % goes to an account whose consent was taken back', NEW.payout_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payouts_new BEFORE INSERT ON payouts FOR EACH ROW EXECUTE FUNCTION check_payout_new();
CREATE TRIGGER payouts_keep BEFORE UPDATE OR DELETE ON payouts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- ORDERED: durable, the order has not left. SENT: it may have left, as soon as this is durable. UNCONFIRMED: no answer in
-- the window.
CREATE TABLE transfers (
  transfer_id text PRIMARY KEY CHECK (transfer_id ~ '^[0-9]{6}-[0-9]{10}$'),
  direction text NOT NULL DEFAULT 'to-machine' CHECK (direction IN ('to-machine', 'from-machine')),
  -- Its trigger looks the funding up, and no funding is ever deleted: that is what a foreign key would do once more.
  funding_id text UNIQUE,
  payout_id text UNIQUE REFERENCES payouts,
  asset text NOT NULL REFERENCES machines,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Written with the order, before the order leaves: only this board's word on it counts [confirmed-only].
  board_serial text NOT NULL CHECK (length(board_serial) BETWEEN 1 AND 16),
  board_memory text NOT NULL CHECK (board_memory ~ '^[0-9a-f]{8}$'),
  status text NOT NULL DEFAULT 'ORDERED' CHECK (status IN ('ORDERED', 'SENT', 'UNCONFIRMED', 'CREDITED', 'DEBITED', 'FAILED')),
  credited_minor bigint,
  debited_minor bigint,
  failure_code text,
  failure_message text,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  -- A transfer that was ORDERED in an earlier run may have left: the server may have been set back since.
  ordered_in text NOT NULL DEFAULT server_run(),
  -- True: it was ORDERED in a ledger that was restored since, so it may have left.
  doubtful boolean NOT NULL DEFAULT false,
  answer_by timestamptz NOT NULL,
  sent_at timestamptz,
  sent_by uuid,
  settled_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- True: it belongs to a recovered funding.
  recovered boolean NOT NULL DEFAULT false,
  -- The id by which its kiosk and its board know it, where it is booked under another one.
  told_id text CHECK (told_id ~ '^[0-9]{6}-[0-9]{10}$'),
  -- Where the kiosk does not begin this order: the other order that credits its funding, or may credit it, and the
  -- board of that one.
  elsewhere_id text CHECK (elsewhere_id ~ '^[0-9]{6}-[0-9]{10}$'),
  elsewhere_serial text,
  elsewhere_memory text,
  -- What is known of the other order (bridge/ledger/known-transfers.ts).
  elsewhere_end text CHECK (elsewhere_end IN ('OPEN', 'ENDED', 'UNKNOWN', 'CREDITED')),
  -- A person at the meters has said what became of it.
  settled_by_hand boolean NOT NULL DEFAULT false,
  CONSTRAINT transfers_told_recovered CHECK (told_id IS NULL OR (recovered AND told_id <> transfer_id)),
  CONSTRAINT transfers_elsewhere_whole CHECK ((elsewhere_id IS NULL) = (elsewhere_end IS NULL)),
  CONSTRAINT transfers_elsewhere_board CHECK ((elsewhere_serial IS NULL) = (elsewhere_memory IS NULL)),
  CONSTRAINT transfers_hand_settles CHECK (settled_at IS NOT NULL OR NOT settled_by_hand),
  CONSTRAINT transfers_of_one CHECK (
    (direction = 'to-machine') = (funding_id IS NOT NULL) AND (direction = 'from-machine') = (payout_id IS NOT NULL)),
  CONSTRAINT transfers_one_way CHECK (
    CASE status WHEN 'CREDITED' THEN direction = 'to-machine' WHEN 'DEBITED' THEN direction = 'from-machine' ELSE true END),
  CONSTRAINT transfers_credit_told CHECK ((status = 'CREDITED') = (credited_minor IS NOT NULL)),
  CONSTRAINT transfers_credit_within CHECK (credited_minor > 0 AND credited_minor <= amount_minor),
  CONSTRAINT transfers_debit_told CHECK ((status = 'DEBITED') = (debited_minor IS NOT NULL)),
  CONSTRAINT transfers_debit_within CHECK (debited_minor > 0 AND debited_minor <= amount_minor),
  CONSTRAINT transfers_failure_coded CHECK ((status = 'FAILED') = (failure_code IS NOT NULL)),
  CONSTRAINT transfers_failure_worded CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
  CONSTRAINT transfers_sent_known CHECK (status IN ('ORDERED', 'FAILED') OR sent_at IS NOT NULL),
  CONSTRAINT transfers_settled_known CHECK ((status IN ('CREDITED', 'DEBITED', 'FAILED')) = (settled_at IS NOT NULL))
);
-- A machine has at most one order sent whose outcome is not known: nothing new is sent before it is settled
-- [confirmed-only]. A recovered one was sent by the ledger that was lost.
CREATE UNIQUE INDEX transfers_one_in_flight ON transfers (asset)
  WHERE status IN ('SENT', 'UNCONFIRMED') AND NOT recovered;
-- The few transfers whose outcome is not known: those of one machine (backlog, next order) or of all (floor page,
-- metrics).
CREATE INDEX transfers_open ON transfers (asset, ordered_at) WHERE status IN ('ORDERED', 'SENT', 'UNCONFIRMED');
CREATE INDEX transfers_due ON transfers (answer_by) WHERE status IN ('ORDERED', 'SENT');
CREATE INDEX transfers_by_settlement ON transfers (settled_at) WHERE settled_at IS NOT NULL;

CREATE FUNCTION check_transfer_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.recovered <> (NEW.status IN ('UNCONFIRMED', 'CREDITED', 'FAILED')) OR NEW.status = 'DEBITED' THEN
    RAISE EXCEPTION 'a transfer begins as ORDERED or SENT, a recovered one has left' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.direction = 'from-machine' THEN
    PERFORM 1 FROM payouts p WHERE p.payout_id = NEW.payout_id AND NOT NEW.recovered
      AND p.asset = NEW.asset AND p.amount_minor = NEW.amount_minor AND p.currency = NEW.currency;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'transfer % does not match a payout', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  PERFORM 1 FROM fundings f WHERE f.funding_id = NEW.funding_id AND f.decision = 'ACCEPTED'
    AND f.asset = NEW.asset AND f.amount_minor = NEW.amount_minor AND f.currency = NEW.currency
    AND f.recovered = NEW.recovered;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % does not match an accepted funding', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION check_transfer_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.transfer_id, OLD.direction, OLD.funding_id, OLD.payout_id, OLD.asset, OLD.amount_minor, OLD.currency, OLD.ordered_at, OLD.answer_by,
      OLD.board_serial, OLD.board_memory, OLD.recovered, OLD.told_id, OLD.ordered_in)
     IS DISTINCT FROM
     (NEW.transfer_id, NEW.direction, NEW.funding_id, NEW.payout_id, NEW.asset, NEW.amount_minor, NEW.currency, NEW.ordered_at, NEW.answer_by,
      NEW.board_serial, NEW.board_memory, NEW.recovered, NEW.told_id, NEW.ordered_in) THEN
    RAISE EXCEPTION 'what transfer % orders cannot be changed', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- From ORDERED to CREDITED or DEBITED: the order had left, and this ledger has forgotten that.
  IF NOT ((OLD.status, NEW.status) IN (
    ('ORDERED', 'SENT'), ('ORDERED', 'CREDITED'), ('ORDERED', 'DEBITED'), ('ORDERED', 'FAILED'),
    ('SENT', 'UNCONFIRMED'), ('SENT', 'CREDITED'), ('SENT', 'DEBITED'), ('SENT', 'FAILED'),
    ('UNCONFIRMED', 'CREDITED'), ('UNCONFIRMED', 'DEBITED'), ('UNCONFIRMED', 'FAILED')))
    AND NOT (OLD.status = 'ORDERED' AND NEW.status = 'ORDERED' AND NEW.doubtful)
    -- The kiosk may tell more about an order that is open. Nothing changes about one that is settled.
    AND NOT (OLD.status = NEW.status AND OLD.settled_at IS NULL AND OLD.doubtful = NEW.doubtful
             AND (OLD.elsewhere_id, OLD.elsewhere_end) IS DISTINCT FROM (NEW.elsewhere_id, NEW.elsewhere_end)) THEN
    RAISE EXCEPTION 'transfer % cannot go from % to %', OLD.transfer_id, OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.status = 'ORDERED' AND NEW.status IN ('CREDITED', 'DEBITED', 'FAILED') THEN
    IF OLD.doubtful OR OLD.ordered_in <> server_run() THEN
      -- Whoever knows that a transfer which may have left has FAILED also says that it left (sent_at).
      IF NEW.sent_at IS NULL THEN
        RAISE EXCEPTION 'transfer % may have left: it cannot fail unsent', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
      END IF;
    ELSIF NEW.status <> 'FAILED' THEN
      RAISE EXCEPTION 'transfer % has not left: no machine can have done it', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE TRIGGER transfers_new BEFORE INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION check_transfer_new();
CREATE TRIGGER transfers_change BEFORE UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION check_transfer_change();
CREATE TRIGGER transfers_keep BEFORE DELETE ON transfers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER transfers_keep_all BEFORE TRUNCATE ON transfers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Six random digits for a machine. A sequence that was set back with its ledger would give some digits out a second
-- time.
CREATE FUNCTION unused_designation() RETURNS text
LANGUAGE sql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT d FROM (SELECT lpad(floor(1 + random() * 999999)::text, 6, '0') AS d FROM generate_series(1, 1000)) drawn
  WHERE NOT EXISTS (SELECT 1 FROM machines m WHERE m.designation = d)
    AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.transfer_id BETWEEN d || '-0000000000' AND d || '-9999999999')
  LIMIT 1
$$;

-- The number of a machine's next order: the first one above its last that no transfer booked since then has.
CREATE FUNCTION next_transfer_number(designation text, last bigint) RETURNS bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  LOOP
    last := last + 1;
    EXIT WHEN NOT EXISTS (SELECT 1 FROM transfers t WHERE t.transfer_id = designation || '-' || lpad(last::text, 10, '0'));
  END LOOP;
  RETURN last;
END $$;

-- Numbers transfers that are booked from what a kiosk or an operator says, when their own id is taken or is not an id
-- of that machine.
CREATE SEQUENCE recovered_transfers;
