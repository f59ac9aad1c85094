-- What payment rails have told us, and what they are asked to do. Money of a rail that pays first is ours before we
-- hear of it: each cent of it is on a meter, refunded, taken back by the rail, or waits for a person
-- [money-has-a-home].

-- One row for each notification. It is written in the transaction of what the notification changes, before the answer.
CREATE TABLE inbox (
  rail text NOT NULL,
  notification_id text NOT NULL CHECK (length(notification_id) BETWEEN 1 AND 200),
  -- The bytes that were verified, sealed with a key that is not here: they may name the player [no-personal-data].
  sealed_body bytea NOT NULL,
  -- What it says, in the vocabulary of all rails (bridge/rails/rail.ts).
  event jsonb NOT NULL,
  -- What was answered, and is answered to every repeat.
  answer bytea NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  -- NULL: kept and answered, and nothing is decided yet, because its machine is closed.
  decided_at timestamptz,
  tries integer NOT NULL DEFAULT 1,
  try_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rail, notification_id)
);
CREATE INDEX inbox_undecided ON inbox (try_at) WHERE decided_at IS NULL;

CREATE FUNCTION check_inbox_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.decided_at IS NOT NULL
    OR (OLD.rail, OLD.notification_id, OLD.sealed_body, OLD.event, OLD.answer, OLD.received_at)
       IS DISTINCT FROM
       (NEW.rail, NEW.notification_id, NEW.sealed_body, NEW.event, NEW.answer, NEW.received_at) THEN
    RAISE EXCEPTION 'notification % of % can only be decided, and only once', OLD.notification_id, OLD.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER inbox_change BEFORE UPDATE ON inbox FOR EACH ROW EXECUTE FUNCTION check_inbox_change();
CREATE TRIGGER inbox_keep BEFORE DELETE ON inbox FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The money of one payment: what the rail captured of it, and what it has taken back.
CREATE TABLE rail_payments (
  rail text NOT NULL,
  payment_id text NOT NULL CHECK (length(payment_id) BETWEEN 1 AND 200),
  funding_id text NOT NULL UNIQUE,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- NULL: the capture is not heard of yet. It is written after the funding was decided, in the same transaction.
  captured_minor bigint CHECK (captured_minor > 0),
  reversed_minor bigint NOT NULL DEFAULT 0 CHECK (reversed_minor >= 0),
  heard_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rail, payment_id)
);

CREATE FUNCTION check_rail_payment_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.rail, OLD.payment_id, OLD.funding_id, OLD.currency, OLD.heard_at)
     IS DISTINCT FROM (NEW.rail, NEW.payment_id, NEW.funding_id, NEW.currency, NEW.heard_at)
    OR (OLD.captured_minor IS NOT NULL AND NEW.captured_minor IS DISTINCT FROM OLD.captured_minor)
    OR NEW.reversed_minor < OLD.reversed_minor THEN
    RAISE EXCEPTION 'payment % of % is captured once, and what is reversed stays so', OLD.payment_id, OLD.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rail_payments_change BEFORE UPDATE ON rail_payments
  FOR EACH ROW EXECUTE FUNCTION check_rail_payment_change();
CREATE TRIGGER rail_payments_keep BEFORE DELETE ON rail_payments FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What a rail is still to do, or has done. The key is its business key: under the same one nothing is done twice.
CREATE TABLE outbox (
  business_key text PRIMARY KEY CHECK (length(business_key) BETWEEN 1 AND 200),
  rail text NOT NULL,
  payment_id text NOT NULL,
  funding_id text NOT NULL REFERENCES fundings,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state text NOT NULL DEFAULT 'DUE' CHECK (state IN ('DUE', 'DONE', 'REFUSED', 'WITHDRAWN')),
  written_at timestamptz NOT NULL DEFAULT now(),
  -- A row that is DUE without a try since an earlier run may have been tried: the server may have been set back since.
  written_in text NOT NULL DEFAULT server_run(),
  -- The number of tries. Each is counted before the rail is called.
  tries integer NOT NULL DEFAULT 0,
  -- No process takes the row before this time: another process works on it, or it waits for its next try.
  try_at timestamptz NOT NULL DEFAULT now(),
  -- What the rail said last.
  said text,
  ended_at timestamptz,
  FOREIGN KEY (rail, payment_id) REFERENCES rail_payments,
  CONSTRAINT outbox_end_known CHECK ((state = 'DUE') = (ended_at IS NULL))
);
CREATE INDEX outbox_due ON outbox (rail, try_at) WHERE state = 'DUE';
CREATE INDEX outbox_by_payment ON outbox (rail, payment_id);

CREATE FUNCTION check_outbox_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.business_key, OLD.rail, OLD.payment_id, OLD.funding_id, OLD.amount_minor, OLD.currency, OLD.written_at, OLD.written_in)
     IS DISTINCT FROM
     (NEW.business_key, NEW.rail, NEW.payment_id, NEW.funding_id, NEW.amount_minor, NEW.currency, NEW.written_at, NEW.written_in)
    OR NEW.tries < OLD.tries THEN
    RAISE EXCEPTION 'what % asks for cannot be changed', OLD.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- From REFUSED to DONE: the answer to an earlier try came late.
  IF NOT ((OLD.state, NEW.state) IN (
    ('DUE', 'DUE'), ('DUE', 'DONE'), ('DUE', 'REFUSED'), ('DUE', 'WITHDRAWN'), ('REFUSED', 'DONE'))) THEN
    RAISE EXCEPTION '% cannot go from % to %', OLD.business_key, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'WITHDRAWN' AND (OLD.tries > 0 OR OLD.written_in <> server_run()) THEN
    RAISE EXCEPTION '% may have left: it cannot be withdrawn', OLD.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_change BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION check_outbox_change();
CREATE TRIGGER outbox_keep BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Writes the refund of what was captured for a funding and is certain not to be credited. It does so in the transaction
-- that makes it certain, whichever that is, so that no program can forget it. A reversal takes the same lock.
CREATE FUNCTION owe_refund(of_funding text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH owed AS (
    INSERT INTO outbox (business_key, rail, payment_id, funding_id, amount_minor, currency)
    SELECT 'refund-' || p.funding_id, p.rail, p.payment_id, p.funding_id,
           p.captured_minor - p.reversed_minor - coalesce(t.credited_minor, 0), p.currency
    FROM rail_payments p JOIN fundings f ON f.funding_id = p.funding_id
         LEFT JOIN transfers t ON t.funding_id = p.funding_id
    WHERE p.funding_id = of_funding AND (f.decision = 'DECLINED' OR t.status IN ('CREDITED', 'FAILED'))
      AND p.captured_minor - p.reversed_minor - coalesce(t.credited_minor, 0) > 0
    FOR UPDATE OF p
    ON CONFLICT (business_key) DO NOTHING
    RETURNING *)
  INSERT INTO audit (event, subject, detail)
  SELECT 'refund.owed', funding_id, jsonb_build_object('key', business_key, 'rail', rail, 'paymentId', payment_id,
         'amount', jsonb_build_object('minor', amount_minor, 'currency', currency)) FROM owed;
END $$;

CREATE FUNCTION owe_refund_of_row() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM owe_refund(NEW.funding_id);
  RETURN NULL;
END $$;
CREATE TRIGGER transfers_refund AFTER INSERT OR UPDATE OF status ON transfers
  FOR EACH ROW WHEN (NEW.status IN ('CREDITED', 'FAILED')) EXECUTE FUNCTION owe_refund_of_row();
CREATE TRIGGER rail_payments_refund AFTER INSERT OR UPDATE ON rail_payments
  FOR EACH ROW WHEN (NEW.captured_minor IS NOT NULL) EXECUTE FUNCTION owe_refund_of_row();

-- Alarms about money at a rail: a person has to end them, or to know of them.
CREATE TABLE rail_alarms (
  alarm_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rail text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('OTHER_BYTES', 'CONFLICT', 'UNDECIDED', 'REVERSED', 'REFUND_REFUSED', 'REFUND_OPEN')),
  -- What the alarm is about. It is raised once for one subject.
  subject text NOT NULL,
  detail jsonb NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by text,
  reason text,
  UNIQUE (rail, kind, subject),
  CONSTRAINT rail_alarms_end_whole
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (reason IS NULL))
);
CREATE INDEX rail_alarms_open ON rail_alarms (raised_at) WHERE ended_at IS NULL;
CREATE TRIGGER rail_alarms_keep BEFORE DELETE ON rail_alarms FOR EACH ROW EXECUTE FUNCTION refuse_change();
