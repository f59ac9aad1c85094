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
  -- What was answered, and is answered to every repeat. It depends on what was decided, so it is written after that, in the
  -- same transaction.
  answer bytea,
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
    OR (OLD.rail, OLD.notification_id, OLD.sealed_body, OLD.event, OLD.received_at)
       IS DISTINCT FROM
       (NEW.rail, NEW.notification_id, NEW.sealed_body, NEW.event, NEW.received_at)
    OR (OLD.answer IS NOT NULL AND NEW.answer IS DISTINCT FROM OLD.answer) THEN
    RAISE EXCEPTION 'notification % of % can only be decided, and only once', OLD.notification_id, OLD.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER inbox_change BEFORE UPDATE ON inbox FOR EACH ROW EXECUTE FUNCTION check_inbox_change();
CREATE TRIGGER inbox_keep BEFORE DELETE ON inbox FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE FUNCTION check_inbox_answered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT answer FROM inbox i WHERE (i.rail, i.notification_id) = (NEW.rail, NEW.notification_id)) IS NULL THEN
    RAISE EXCEPTION 'notification % of % has no answer', NEW.notification_id, NEW.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER inbox_answered AFTER INSERT ON inbox
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_inbox_answered();

-- What was answered when a rail asked whether a payment may go on: it knew the player, and no money had moved. Decided
-- once for a payment. What is captured for one that was turned down all the same is refunded.
CREATE TABLE rail_identifications (
  rail text NOT NULL,
  payment_id text NOT NULL CHECK (length(payment_id) BETWEEN 1 AND 200),
  funding_id text NOT NULL,
  -- Why it was turned down, as a sentence; NULL: it may go on.
  turned_down text,
  -- A digest of the person whom the rail named, who may be excluded before the money comes [no-personal-data]. NULL: none.
  person text CHECK (person ~ '^person:[0-9a-f]{64}$'),
  decided_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (rail, payment_id)
);
CREATE INDEX rail_identifications_by_funding ON rail_identifications (funding_id);
CREATE TRIGGER rail_identifications_keep BEFORE UPDATE OR DELETE ON rail_identifications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The money of one payment: what the rail captured of it, and what it has taken back.
CREATE TABLE rail_payments (
  rail text NOT NULL,
  payment_id text NOT NULL CHECK (length(payment_id) BETWEEN 1 AND 200),
  funding_id text NOT NULL UNIQUE,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- NULL: the capture is not heard of yet. It is written after the funding was decided, in the same transaction.
  captured_minor bigint CHECK (captured_minor > 0),
  reversed_minor bigint NOT NULL DEFAULT 0 CHECK (reversed_minor >= 0),
  -- When it was captured, as the rail says. Of what was captured before this run of the server, a refund may have left.
  captured_at timestamptz NOT NULL DEFAULT now(),
  heard_at timestamptz NOT NULL DEFAULT now(),
  -- In which run of the server: what was done about it before a later run may be forgotten.
  heard_in text NOT NULL DEFAULT server_run(),
  PRIMARY KEY (rail, payment_id)
);

CREATE FUNCTION check_rail_payment_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.rail, OLD.payment_id, OLD.funding_id, OLD.currency, OLD.heard_at, OLD.heard_in)
     IS DISTINCT FROM (NEW.rail, NEW.payment_id, NEW.funding_id, NEW.currency, NEW.heard_at, NEW.heard_in)
    OR (OLD.captured_minor IS NOT NULL
        AND (NEW.captured_minor, NEW.captured_at) IS DISTINCT FROM (OLD.captured_minor, OLD.captured_at))
    OR NEW.reversed_minor < OLD.reversed_minor THEN
    RAISE EXCEPTION 'payment % of % is captured once, and what is reversed stays so', OLD.payment_id, OLD.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
-- What was captured is what was decided about: no refund is more than its funding says.
CREATE FUNCTION check_rail_payment() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM fundings f WHERE f.funding_id = NEW.funding_id
                 AND (f.amount_minor, f.currency) = (NEW.captured_minor, NEW.currency)) THEN
    RAISE EXCEPTION 'payment % of % is not what was decided about', NEW.payment_id, NEW.rail USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rail_payments_captured BEFORE INSERT OR UPDATE ON rail_payments
  FOR EACH ROW WHEN (NEW.captured_minor IS NOT NULL) EXECUTE FUNCTION check_rail_payment();
CREATE TRIGGER rail_payments_change BEFORE UPDATE ON rail_payments
  FOR EACH ROW EXECUTE FUNCTION check_rail_payment_change();
CREATE TRIGGER rail_payments_keep BEFORE DELETE ON rail_payments FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What a rail is still to do, or has done: refunds of what it captured, and payouts of what left a machine. The key is
-- its business key: under the same one nothing is done twice.
CREATE TABLE outbox (
  business_key text PRIMARY KEY CHECK (length(business_key) BETWEEN 1 AND 200),
  kind text NOT NULL CHECK (kind IN ('refund', 'payout')),
  rail text NOT NULL,
  -- Of a refund.
  payment_id text,
  funding_id text REFERENCES fundings,
  -- Of a payout.
  payout_id text UNIQUE REFERENCES payouts,
  -- What the rail is asked for. Of a refund it is lowered when the rail takes money back by itself, until the first try.
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  state text NOT NULL DEFAULT 'DUE',
  written_at timestamptz NOT NULL DEFAULT now(),
  -- The run of the server in which its money was first spoken of: that of the payment, or of the order to the machine. Where
  -- it is an earlier run, the row may have been written and tried before: the server may have been set back since.
  written_in text NOT NULL DEFAULT server_run(),
  -- The transaction that wrote the row, which PostgreSQL notes at the row too (xmin). A row that was put back from a copy was
  -- written by another one.
  written_by text NOT NULL DEFAULT pg_current_xact_id()::xid::text,
  -- The number of tries. Each is counted before the rail is called.
  tries integer NOT NULL DEFAULT 0,
  -- True: it was tried in a later run of the server, or after it was put back from a copy: earlier tries may be forgotten.
  doubtful boolean NOT NULL DEFAULT false,
  -- No process takes the row before this time: another process works on it, or it waits for its next try.
  try_at timestamptz NOT NULL DEFAULT now(),
  -- What the rail said last.
  said text,
  -- Since when it is not tried any more.
  ended_at timestamptz,
  -- When the rail told that the payout was paid, and that its money came back.
  paid_at timestamptz,
  returned_at timestamptz,
  -- How many notifications have told that it was paid.
  told_paid integer NOT NULL DEFAULT 0,
  -- What a person has paid in place of the rail: of a refund, less what the rail has taken back by itself.
  hand_minor bigint CHECK (hand_minor > 0 AND hand_minor <= amount_minor),
  FOREIGN KEY (rail, payment_id) REFERENCES rail_payments,
  CONSTRAINT outbox_of_one CHECK (
    (kind = 'refund') = (funding_id IS NOT NULL) AND (kind = 'refund') = (payment_id IS NOT NULL)
    AND (kind = 'payout') = (payout_id IS NOT NULL)),
  CONSTRAINT outbox_states_of_refund CHECK (kind <> 'refund' OR state IN ('DUE', 'DONE', 'REFUSED', 'WITHDRAWN', 'SETTLED_BY_HAND')),
  CONSTRAINT outbox_states_of_payout CHECK (
    kind <> 'payout' OR state IN ('DUE', 'PAYING', 'PAID', 'REFUSED', 'RETURNED', 'SETTLED_BY_HAND')),
  CONSTRAINT outbox_end_known CHECK ((state = 'DUE') = (ended_at IS NULL)),
  CONSTRAINT outbox_told_known CHECK ((paid_at IS NOT NULL) = (told_paid > 0) AND told_paid >= 0),
  CONSTRAINT outbox_hand_known CHECK ((state = 'SETTLED_BY_HAND') = (hand_minor IS NOT NULL)),
  CONSTRAINT outbox_paid_known CHECK (
    CASE state WHEN 'PAID' THEN paid_at IS NOT NULL AND returned_at IS NULL WHEN 'RETURNED' THEN returned_at IS NOT NULL
      WHEN 'SETTLED_BY_HAND' THEN paid_at IS NULL OR returned_at IS NOT NULL
      ELSE paid_at IS NULL AND returned_at IS NULL END)
);
CREATE INDEX outbox_due ON outbox (rail, try_at) WHERE state = 'DUE';
CREATE INDEX outbox_by_payment ON outbox (rail, payment_id);

-- What is to be refunded of a funding: what was captured, is certain not to be credited, and was not taken back. No row:
-- nothing. Of that, nothing is refunded twice: a funding has one row of the outbox.
CREATE FUNCTION refund_owed(of_funding text)
RETURNS TABLE (business_key text, rail text, payment_id text, amount_minor bigint, currency text, heard_in text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    SELECT 'refund-' || p.funding_id, p.rail, p.payment_id,
           p.captured_minor - p.reversed_minor - coalesce(t.credited_minor, 0), p.currency,
           -- The rail tells again what was told before the server was set back: the refund may have left then.
           CASE WHEN p.captured_at > server_run_began() THEN p.heard_in ELSE 'before ' || p.heard_in END
    FROM rail_payments p JOIN fundings f ON f.funding_id = p.funding_id
         LEFT JOIN transfers t ON t.funding_id = p.funding_id
    WHERE p.funding_id = of_funding AND (f.decision = 'DECLINED' OR t.status IN ('CREDITED', 'FAILED'))
      AND p.captured_minor - p.reversed_minor - coalesce(t.credited_minor, 0) > 0;
END $$;

-- Only what is owed is refunded, and only money that a machine has confirmed to have left it is paid out [confirmed-only].
CREATE FUNCTION check_outbox_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.state <> 'DUE' OR NEW.tries > 0 THEN
    RAISE EXCEPTION '% begins as DUE, before its first try', NEW.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.kind = 'payout' AND NOT EXISTS (
    SELECT 1 FROM transfers t JOIN payouts p USING (payout_id) WHERE p.payout_id = NEW.payout_id AND t.status = 'DEBITED'
      AND (p.rail, t.currency, t.debited_minor) = (NEW.rail, NEW.currency, NEW.amount_minor)) THEN
    RAISE EXCEPTION '% is not what has left a machine', NEW.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.kind = 'refund' AND NOT EXISTS (
    SELECT 1 FROM refund_owed(NEW.funding_id) o WHERE (o.business_key, o.rail, o.payment_id, o.amount_minor, o.currency)
      = (NEW.business_key, NEW.rail, NEW.payment_id, NEW.amount_minor, NEW.currency)) THEN
    RAISE EXCEPTION '% is not what is owed', NEW.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_new BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION check_outbox_new();

-- The steps, and the columns that each may set besides the state (bridge/ledger/outbox-states.ts). NULL: there is no such
-- step. From REFUSED: the answer to an earlier try came late, or the rail told what became of it. A step that stays is
-- something more that is learned: the rail may tell that it was paid after it told that the money came back.
CREATE FUNCTION set_by_outbox_step(kind text, before text, after text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN CASE kind || ' ' || before || '>' || after
    WHEN 'refund DUE>DUE' THEN '{tries, doubtful, try_at, said, amount_minor}'
    WHEN 'refund DUE>DONE' THEN '{ended_at}'
    WHEN 'refund DUE>REFUSED' THEN '{ended_at, said}'
    WHEN 'refund DUE>WITHDRAWN' THEN '{ended_at}'
    WHEN 'refund REFUSED>DONE' THEN '{}'
    WHEN 'refund REFUSED>WITHDRAWN' THEN '{}'
    WHEN 'refund REFUSED>SETTLED_BY_HAND' THEN '{hand_minor}'
    WHEN 'payout DUE>DUE' THEN '{tries, doubtful, try_at, said}'
    WHEN 'payout DUE>PAYING' THEN '{ended_at}'
    WHEN 'payout DUE>PAID' THEN '{ended_at, paid_at, told_paid}'
    WHEN 'payout DUE>REFUSED' THEN '{ended_at, said}'
    WHEN 'payout DUE>RETURNED' THEN '{ended_at, returned_at}'
    WHEN 'payout PAYING>PAID' THEN '{paid_at, told_paid}'
    WHEN 'payout PAYING>RETURNED' THEN '{returned_at}'
    WHEN 'payout PAID>PAID' THEN '{told_paid}'
    WHEN 'payout PAID>RETURNED' THEN '{returned_at}'
    WHEN 'payout REFUSED>PAYING' THEN '{}'
    WHEN 'payout REFUSED>PAID' THEN '{paid_at, told_paid}'
    WHEN 'payout REFUSED>RETURNED' THEN '{returned_at}'
    WHEN 'payout REFUSED>SETTLED_BY_HAND' THEN '{hand_minor}'
    WHEN 'payout RETURNED>RETURNED' THEN '{paid_at, told_paid}'
    WHEN 'payout RETURNED>SETTLED_BY_HAND' THEN '{hand_minor}'
  END;
END $$;

CREATE FUNCTION check_outbox_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  may_be_set text[] := set_by_outbox_step(OLD.kind, OLD.state, NEW.state);
  -- Put back from a copy: it may have left since the copy was made, and that is not forgotten by whoever writes it first.
  put_back boolean := OLD.doubtful OR OLD.written_by <> OLD.xmin::text;
  may_have_left boolean := OLD.tries > 0 OR NEW.tries > 0 OR OLD.written_in <> server_run() OR put_back;
  owed bigint;
  wrong text;
BEGIN
  IF may_be_set IS NULL THEN
    RAISE EXCEPTION '% cannot go from % to %', OLD.business_key, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  SELECT string_agg(key, ', ') INTO wrong FROM jsonb_each(to_jsonb(OLD)) before JOIN jsonb_each(to_jsonb(NEW)) after USING (key)
    WHERE before.value IS DISTINCT FROM after.value AND key <> 'state' AND key <> ALL (may_be_set);
  -- What is known is not forgotten, and nothing is counted twice.
  IF wrong IS NULL AND (NEW.tries NOT IN (OLD.tries, OLD.tries + 1) OR NEW.told_paid NOT IN (OLD.told_paid, OLD.told_paid + 1)
    OR OLD.doubtful > NEW.doubtful OR (OLD.paid_at IS NOT NULL AND NEW.paid_at IS DISTINCT FROM OLD.paid_at)) THEN
    wrong := 'what is known';
  END IF;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'from % to %, % of % cannot be changed', OLD.state, NEW.state, wrong, OLD.business_key
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  owed := coalesce((SELECT o.amount_minor FROM refund_owed(OLD.funding_id) o), 0);
  -- What may have left is never altered.
  IF NEW.amount_minor <> OLD.amount_minor AND (may_have_left OR NEW.amount_minor > OLD.amount_minor OR NEW.amount_minor <> owed) THEN
    RAISE EXCEPTION '% may have left, or that is not what is owed', OLD.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = 'DUE' AND NEW.state NOT IN ('DUE', 'WITHDRAWN') AND NOT may_have_left THEN
    RAISE EXCEPTION '% has certainly not left: it cannot be %', OLD.business_key, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'WITHDRAWN' AND (owed > 0 OR (OLD.state = 'DUE' AND may_have_left)) THEN
    RAISE EXCEPTION '% may have left, or is still owed: it cannot be withdrawn', OLD.business_key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state = 'SETTLED_BY_HAND' THEN
    NEW.hand_minor := CASE OLD.kind WHEN 'refund' THEN least(owed, OLD.amount_minor) ELSE OLD.amount_minor END;
  END IF;
  NEW.doubtful := NEW.doubtful OR put_back;
  NEW.written_by := pg_current_xact_id()::xid::text;
  RETURN NEW;
END $$;
CREATE TRIGGER outbox_change BEFORE UPDATE ON outbox FOR EACH ROW EXECUTE FUNCTION check_outbox_change();
CREATE TRIGGER outbox_keep BEFORE DELETE ON outbox FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Writes the refund of what was captured for a funding and is certain not to be credited. It does so in the transaction
-- that makes it certain, whichever that is, so that no program can forget it. When the rail takes money back, it lowers or
-- withdraws what has not left, and withdraws what is refused; what may have left stays. A reversal takes the same locks. It
-- runs as the ledger's owner: the bridge itself can write no refund.
CREATE FUNCTION owe_refund() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  known outbox%ROWTYPE;
  owed bigint;
BEGIN
  PERFORM 1 FROM rail_payments p WHERE p.funding_id = NEW.funding_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL; -- as with every funding of a rail that asks first
  END IF;
  -- Money was taken back while it might have been on its way to the meter. It is certain now that it was not credited.
  IF TG_TABLE_NAME = 'transfers' THEN
    WITH ended AS (
      UPDATE rail_alarms a SET ended_at = now(), ended_by = 'bridge', reason = 'It was not credited.'
      FROM rail_payments p, transfers t
      WHERE p.funding_id = NEW.funding_id AND t.funding_id = NEW.funding_id
        AND p.captured_minor - p.reversed_minor >= coalesce(t.credited_minor, 0)
        AND a.rail = p.rail AND a.kind = 'REVERSED' AND a.ended_at IS NULL AND a.detail->>'fundingId' = p.funding_id
      RETURNING a.*)
    INSERT INTO audit (event, subject, detail)
    SELECT 'rail.alarm-ended', subject, jsonb_build_object('rail', rail, 'kind', kind, 'actor', ended_by, 'reason', reason)
    FROM ended;
  END IF;
  SELECT * INTO known FROM outbox x WHERE x.business_key = 'refund-' || NEW.funding_id FOR UPDATE;
  IF NOT FOUND THEN
    WITH owed AS (
      INSERT INTO outbox (business_key, kind, rail, payment_id, funding_id, amount_minor, currency, written_in)
      SELECT o.business_key, 'refund', o.rail, o.payment_id, NEW.funding_id, o.amount_minor, o.currency, o.heard_in
      FROM refund_owed(NEW.funding_id) o
      RETURNING *)
    INSERT INTO audit (event, subject, detail)
    SELECT 'refund.owed', funding_id, jsonb_build_object('key', business_key, 'rail', rail, 'paymentId', payment_id,
           'amount', jsonb_build_object('minor', amount_minor, 'currency', currency)) FROM owed;
    RETURN NULL;
  END IF;
  owed := coalesce((SELECT o.amount_minor FROM refund_owed(NEW.funding_id) o), 0);
  IF known.state = 'DUE' AND (known.tries > 0 OR known.written_in <> server_run() OR known.doubtful
      OR known.written_by <> (SELECT x.xmin::text FROM outbox x WHERE x.business_key = known.business_key)) OR known.state NOT IN ('DUE', 'REFUSED')
    OR owed >= known.amount_minor OR (owed > 0 AND known.state = 'REFUSED') THEN
    RETURN NULL;
  END IF;
  IF owed = 0 THEN
    UPDATE outbox x SET state = 'WITHDRAWN', ended_at = coalesce(x.ended_at, now()) WHERE x.business_key = known.business_key;
    INSERT INTO audit (event, subject, detail) VALUES ('refund.withdrawn', known.business_key, jsonb_build_object('rail', known.rail));
  ELSE
    UPDATE outbox x SET amount_minor = owed WHERE x.business_key = known.business_key;
    INSERT INTO audit (event, subject, detail) VALUES ('refund.lowered', NEW.funding_id, jsonb_build_object('key', known.business_key,
      'rail', known.rail, 'amount', jsonb_build_object('minor', owed, 'currency', known.currency)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER transfers_refund AFTER INSERT OR UPDATE OF status ON transfers
  FOR EACH ROW WHEN (NEW.status IN ('CREDITED', 'FAILED')) EXECUTE FUNCTION owe_refund();
CREATE TRIGGER rail_payments_refund AFTER INSERT OR UPDATE ON rail_payments
  FOR EACH ROW WHEN (NEW.captured_minor IS NOT NULL) EXECUTE FUNCTION owe_refund();

-- Writes the payout of what has left a machine, in the transaction that makes the transfer DEBITED, whichever that is. It runs
-- as the ledger's owner, as above.
CREATE FUNCTION owe_payout() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  WITH owed AS (
    INSERT INTO outbox (business_key, kind, rail, payout_id, amount_minor, currency, written_in)
    SELECT 'payout-' || p.payout_id, 'payout', p.rail, p.payout_id, NEW.debited_minor, NEW.currency, NEW.ordered_in
    FROM payouts p WHERE p.payout_id = NEW.payout_id
    RETURNING *)
  INSERT INTO audit (event, subject, detail)
  SELECT 'payout.owed', payout_id, jsonb_build_object('key', business_key, 'rail', rail,
         'amount', jsonb_build_object('minor', amount_minor, 'currency', currency)) FROM owed;
  RETURN NULL;
END $$;
CREATE TRIGGER transfers_payout AFTER INSERT OR UPDATE OF status ON transfers
  FOR EACH ROW WHEN (NEW.status = 'DEBITED') EXECUTE FUNCTION owe_payout();

-- Alarms about money at a rail: a person has to end them, or to know of them.
CREATE TABLE rail_alarms (
  alarm_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  rail text NOT NULL,
  kind text NOT NULL CHECK (kind IN (
    'OTHER_BYTES', 'CONFLICT', 'UNDECIDED', 'REVERSED', 'REFUND_REFUSED', 'REFUND_OPEN', 'PAYOUT_REFUSED', 'PAYOUT_OPEN',
    'PAYOUT_RETURNED', 'CAPTURE_OPEN', 'HOLD_OPEN')),
  -- What the alarm is about. It is raised once for one subject, and again when it was ended before.
  subject text NOT NULL,
  detail jsonb NOT NULL,
  raised_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by text,
  reason text,
  CONSTRAINT rail_alarms_end_whole
    CHECK ((ended_at IS NULL) = (ended_by IS NULL) AND (ended_at IS NULL) = (reason IS NULL))
);
CREATE UNIQUE INDEX rail_alarms_once ON rail_alarms (rail, kind, subject) WHERE ended_at IS NULL;
CREATE INDEX rail_alarms_open ON rail_alarms (raised_at) WHERE ended_at IS NULL;
CREATE FUNCTION check_alarm_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL
    OR (OLD.rail, OLD.kind, OLD.subject, OLD.raised_at) IS DISTINCT FROM (NEW.rail, NEW.kind, NEW.subject, NEW.raised_at) THEN
    RAISE EXCEPTION 'alarm % of % can only be ended, and only once', OLD.kind, OLD.subject USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER rail_alarms_change BEFORE UPDATE ON rail_alarms FOR EACH ROW EXECUTE FUNCTION check_alarm_change();
CREATE TRIGGER rail_alarms_keep BEFORE DELETE ON rail_alarms FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What waits for a person has an open alarm: nobody would know of it otherwise.
CREATE FUNCTION check_person_asked() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  key text := CASE TG_TABLE_NAME WHEN 'outbox' THEN to_jsonb(NEW)->>'business_key' ELSE to_jsonb(NEW)->>'subject' END;
BEGIN
  IF EXISTS (
    SELECT 1 FROM outbox o WHERE o.business_key = key AND o.state IN ('REFUSED', 'RETURNED') AND NOT EXISTS (
      SELECT 1 FROM rail_alarms a WHERE a.subject = key AND a.ended_at IS NULL
        AND a.kind = CASE o.state WHEN 'RETURNED' THEN 'PAYOUT_RETURNED' ELSE upper(o.kind) || '_REFUSED' END)) THEN
    RAISE EXCEPTION '% waits for a person, and no alarm says so', key USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER outbox_person_asked AFTER UPDATE ON outbox
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state IN ('REFUSED', 'RETURNED')) EXECUTE FUNCTION check_person_asked();
CREATE CONSTRAINT TRIGGER rail_alarms_person_asked AFTER UPDATE ON rail_alarms
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.ended_at IS NOT NULL AND NEW.kind IN ('REFUND_REFUSED', 'PAYOUT_REFUSED', 'PAYOUT_RETURNED'))
  EXECUTE FUNCTION check_person_asked();
