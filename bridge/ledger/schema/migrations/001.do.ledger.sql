-- The ledger. A wrong state is refused by the database itself, whatever the program does: every status transition
-- is checked by a trigger, money columns by CHECKs, "once" by unique indexes (M1, M2, M7).

CREATE TABLE bridges (
  bridge_id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_seen timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE machines (
  asset text PRIMARY KEY CHECK (asset ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
  -- The six digits that begin every transfer id of this machine.
  designation text NOT NULL UNIQUE CHECK (designation ~ '^[0-9]{6}$'),
  secret_hash text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  last_transfer_number bigint NOT NULL DEFAULT 0 CHECK (last_transfer_number BETWEEN 0 AND 9999999999),
  enrolled_at timestamptz NOT NULL DEFAULT now()
);
CREATE SEQUENCE machine_designations AS integer MINVALUE 1 MAXVALUE 999999;

-- Which bridge process holds the machine's link, and what the kiosk last said about its cabinet.
CREATE TABLE links (
  asset text PRIMARY KEY REFERENCES machines,
  link_id uuid NOT NULL,
  bridge_id uuid NOT NULL REFERENCES bridges ON DELETE CASCADE,
  connected_at timestamptz NOT NULL DEFAULT now(),
  kiosk_version text NOT NULL,
  kiosk_runtime text NOT NULL,
  cabinet jsonb NOT NULL
);
CREATE INDEX links_by_bridge ON links (bridge_id);

-- One row per funding id ever heard of; what the caller asked for and what was decided at once. It never changes:
-- what becomes of an accepted funding is its transfer's story.
CREATE TABLE fundings (
  funding_id text PRIMARY KEY CHECK (length(funding_id) BETWEEN 1 AND 64),
  asset text NOT NULL,
  merchant_id text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- NULL only for the tombstone of a funding that was cancelled before it was heard of.
  ubai text CHECK (length(ubai) BETWEEN 1 AND 40),
  -- SHA-256 of the whole request; NULL only for a tombstone. The player id is kept nowhere else (S1).
  request_digest text,
  decision text NOT NULL CHECK (decision IN ('ACCEPTED', 'DECLINED')),
  decline_code text,
  decline_message text,
  decline_detail jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((decision = 'DECLINED') = (decline_code IS NOT NULL)),
  CHECK ((decline_code IS NULL) = (decline_message IS NULL)),
  CHECK (decision = 'DECLINED' OR (ubai IS NOT NULL AND request_digest IS NOT NULL AND amount_minor > 0)),
  CHECK ((ubai IS NULL) = (request_digest IS NULL))
);
CREATE INDEX fundings_by_time ON fundings (created_at DESC);
CREATE INDEX fundings_by_asset ON fundings (asset, created_at DESC);

-- ORDERED: durable, the order has not left. SENT: it may have left. UNCONFIRMED: no answer in the window.
CREATE TABLE transfers (
  transfer_id text PRIMARY KEY CHECK (transfer_id ~ '^[0-9]{6}-[0-9]{10}$'),
  funding_id text NOT NULL UNIQUE REFERENCES fundings,
  asset text NOT NULL REFERENCES machines,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  status text NOT NULL DEFAULT 'ORDERED' CHECK (status IN ('ORDERED', 'SENT', 'UNCONFIRMED', 'CREDITED', 'FAILED')),
  credited_minor bigint,
  failure_code text,
  failure_message text,
  ordered_at timestamptz NOT NULL DEFAULT now(),
  answer_by timestamptz NOT NULL,
  sent_at timestamptz,
  sent_by uuid,
  settled_at timestamptz,
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((status = 'CREDITED') = (credited_minor IS NOT NULL)),
  CHECK (credited_minor > 0 AND credited_minor <= amount_minor),
  CHECK ((status = 'FAILED') = (failure_code IS NOT NULL)),
  CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
  CHECK (status IN ('ORDERED', 'FAILED') OR sent_at IS NOT NULL),
  CHECK ((status IN ('CREDITED', 'FAILED')) = (settled_at IS NOT NULL))
);
-- A machine has at most one order whose outcome is not known: nothing new is sent before it is settled (M2).
CREATE UNIQUE INDEX transfers_one_in_flight ON transfers (asset) WHERE status IN ('SENT', 'UNCONFIRMED');
CREATE INDEX transfers_waiting ON transfers (asset, ordered_at) WHERE status = 'ORDERED';
CREATE INDEX transfers_due ON transfers (answer_by) WHERE status IN ('ORDERED', 'SENT');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is not allowed: rows are never changed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION check_transfer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.transfer_id, OLD.funding_id, OLD.asset, OLD.amount_minor, OLD.currency, OLD.ordered_at, OLD.answer_by)
     IS DISTINCT FROM
     (NEW.transfer_id, NEW.funding_id, NEW.asset, NEW.amount_minor, NEW.currency, NEW.ordered_at, NEW.answer_by) THEN
    RAISE EXCEPTION 'what transfer % orders can not be changed', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT ((OLD.status, NEW.status) IN (
    ('ORDERED', 'SENT'), ('ORDERED', 'FAILED'),
    ('SENT', 'UNCONFIRMED'), ('SENT', 'CREDITED'), ('SENT', 'FAILED'),
    ('UNCONFIRMED', 'CREDITED'), ('UNCONFIRMED', 'FAILED'))) THEN
    RAISE EXCEPTION 'transfer % can not go from % to %', OLD.transfer_id, OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE FUNCTION check_transfer_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status <> 'ORDERED' THEN
    RAISE EXCEPTION 'a transfer begins as ORDERED' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM fundings f WHERE f.funding_id = NEW.funding_id AND f.decision = 'ACCEPTED'
    AND f.asset = NEW.asset AND f.amount_minor = NEW.amount_minor AND f.currency = NEW.currency;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % does not match an accepted funding', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER transfers_new BEFORE INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION check_transfer_new();
CREATE TRIGGER transfers_change BEFORE UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION check_transfer_change();
CREATE TRIGGER transfers_keep BEFORE DELETE ON transfers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER fundings_keep BEFORE UPDATE OR DELETE ON fundings FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What a UBAI has used of a gaming day: the sum of its reservations, kept by their trigger and by nothing else. The
-- row is also the lock under which a UBAI's limit is checked (M7).
CREATE TABLE daily_usage (
  ubai text NOT NULL,
  gaming_day date NOT NULL,
  currency text NOT NULL,
  used_minor bigint NOT NULL DEFAULT 0 CHECK (used_minor >= 0),
  PRIMARY KEY (ubai, gaming_day, currency)
);

CREATE TABLE limit_reservations (
  transfer_id text PRIMARY KEY REFERENCES transfers,
  ubai text NOT NULL,
  gaming_day date NOT NULL,
  currency text NOT NULL,
  reserved_minor bigint NOT NULL CHECK (reserved_minor > 0),
  status text NOT NULL DEFAULT 'RESERVED' CHECK (status IN ('RESERVED', 'COMMITTED', 'RELEASED')),
  committed_minor bigint,
  CHECK ((status = 'COMMITTED') = (committed_minor IS NOT NULL)),
  CHECK (committed_minor > 0 AND committed_minor <= reserved_minor),
  FOREIGN KEY (ubai, gaming_day, currency) REFERENCES daily_usage
);

CREATE FUNCTION count_reservation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := 0;
  after bigint;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status <> 'RESERVED' OR NEW.status = 'RESERVED'
      OR (OLD.transfer_id, OLD.ubai, OLD.gaming_day, OLD.currency, OLD.reserved_minor)
         IS DISTINCT FROM (NEW.transfer_id, NEW.ubai, NEW.gaming_day, NEW.currency, NEW.reserved_minor) THEN
      RAISE EXCEPTION 'reservation % can only be committed or released, once', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    before := OLD.reserved_minor;
  END IF;
  after := CASE NEW.status WHEN 'RESERVED' THEN NEW.reserved_minor WHEN 'COMMITTED' THEN NEW.committed_minor ELSE 0 END;
  UPDATE daily_usage SET used_minor = used_minor + after - before
    WHERE ubai = NEW.ubai AND gaming_day = NEW.gaming_day AND currency = NEW.currency;
  RETURN NEW;
END $$;
CREATE TRIGGER limit_reservations_count BEFORE INSERT OR UPDATE ON limit_reservations
  FOR EACH ROW EXECUTE FUNCTION count_reservation();
CREATE TRIGGER limit_reservations_keep BEFORE DELETE ON limit_reservations FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A settled transfer and its reservation agree, at every commit.
CREATE FUNCTION check_reservation_settled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  t transfers%ROWTYPE;
  r limit_reservations%ROWTYPE;
BEGIN
  SELECT * INTO t FROM transfers WHERE transfer_id = NEW.transfer_id;
  SELECT * INTO r FROM limit_reservations WHERE transfer_id = NEW.transfer_id;
  IF r.transfer_id IS NULL OR r.status <> (CASE t.status WHEN 'CREDITED' THEN 'COMMITTED' WHEN 'FAILED' THEN 'RELEASED' ELSE 'RESERVED' END)
     OR r.committed_minor IS DISTINCT FROM t.credited_minor OR r.reserved_minor <> t.amount_minor THEN
    RAISE EXCEPTION 'transfer % and its limit reservation disagree', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfers_reserved AFTER INSERT OR UPDATE ON transfers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reservation_settled();
CREATE CONSTRAINT TRIGGER reservations_transfer AFTER INSERT OR UPDATE ON limit_reservations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reservation_settled();

-- A note counts once per board memory and event id (M5).
CREATE TABLE notes (
  asset text NOT NULL REFERENCES machines,
  memory_id text NOT NULL,
  event_id bigint NOT NULL,
  kind text NOT NULL,
  minor bigint NOT NULL CHECK (minor >= 0),
  currency text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (asset, memory_id, event_id)
);
CREATE TRIGGER notes_keep BEFORE UPDATE OR DELETE ON notes FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE audit (
  entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  event text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  -- The writing transaction, so that entries can be sealed into a chain in an order that never changes.
  txid xid8 NOT NULL DEFAULT pg_current_xact_id()
);
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Keys that sign access tokens; several are valid at once, so that a rotation needs no downtime.
CREATE TABLE token_keys (
  key_id text PRIMARY KEY,
  secret bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);
