-- Memory that is older than the truth: the board an order goes to is part of the order, what a ledger has lost is booked
-- from what journals and boards tell, and what can not be booked is a question to a person (docs/decisions/0013).

-- Which database this is. A copy that was restored elsewhere, or a server that was set back, is another one.
CREATE TABLE ledger_home (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  home text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  -- When it was last found, or said, to be older than the truth.
  restored_at timestamptz
);

-- One run of the database server, with one database. A disk is set back, and another server takes over, between two of
-- them only, and with a copy that is put back meanwhile one ends too: what was found out in an earlier run proves
-- nothing (M1).
CREATE FUNCTION server_run() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT extract(epoch FROM pg_postmaster_start_time())::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || coalesce('/' || (SELECT extract(epoch FROM restored_at) FROM ledger_home), '')
$$;

-- Written with the order, before it leaves: only this board's word on it counts (M2).
ALTER TABLE transfers
  ADD COLUMN board_serial text NOT NULL DEFAULT 'not recorded' CHECK (length(board_serial) BETWEEN 1 AND 16),
  ADD COLUMN board_memory text NOT NULL DEFAULT '00000000' CHECK (board_memory ~ '^[0-9a-f]{8}$'),
  -- Booked from a journal's or an operator's word: no funding was asked for, and no account is known.
  ADD COLUMN recovered boolean NOT NULL DEFAULT false,
  -- ORDERED in a ledger that was restored since: it may have left all the same.
  ADD COLUMN doubtful boolean NOT NULL DEFAULT false,
  -- ORDERED in an earlier run: the same, for the server may have been set back since.
  ADD COLUMN ordered_in text NOT NULL DEFAULT server_run();
ALTER TABLE transfers ALTER COLUMN board_serial DROP DEFAULT, ALTER COLUMN board_memory DROP DEFAULT;

ALTER TABLE fundings ADD COLUMN recovered boolean NOT NULL DEFAULT false;
ALTER TABLE fundings DROP CONSTRAINT fundings_check2;
ALTER TABLE fundings ADD CONSTRAINT fundings_accepted_whole CHECK (
  decision = 'DECLINED' OR (amount_minor > 0 AND recovered = (ubai IS NULL)));

-- The board that the machine was last agreed with, and all that it ever had.
ALTER TABLE machines ADD COLUMN board_serial text, ADD COLUMN board_memory text,
  -- The run in which its kiosk last told all that it knows; of a new machine, there is nothing to tell.
  ADD COLUMN heard_in text NOT NULL DEFAULT server_run();
CREATE TABLE machine_boards (
  asset text NOT NULL REFERENCES machines,
  serial text NOT NULL,
  memory_id text NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (asset, serial, memory_id)
);

-- The board with which this link's kiosk and the ledger agree: no order goes to another, and none before. And the one of
-- the link that this one has replaced while that still stood.
ALTER TABLE links
  ADD COLUMN board_serial text, ADD COLUMN board_memory text,
  ADD COLUMN replaced_serial text, ADD COLUMN replaced_memory text,
  -- The run in which they agreed: in a later one they have not.
  ADD COLUMN agreed_in text;

-- What stands between a machine and its next order until it is answered.
CREATE TABLE machine_questions (
  question_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset text NOT NULL REFERENCES machines,
  kind text NOT NULL CHECK (kind IN
    ('UNHEARD', 'UNBOOKED', 'INCOMPLETE', 'IMPLAUSIBLE', 'BOARD_OLDER', 'TWO_BOARDS')),
  -- What it is about: the same is asked once.
  subject text NOT NULL,
  amount_minor bigint CHECK (amount_minor > 0),
  currency text,
  detail jsonb NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  answered_at timestamptz,
  answered_by text,
  answer text,
  UNIQUE (asset, kind, subject),
  CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (answer IS NULL))
);
CREATE INDEX machine_questions_open ON machine_questions (asset, kind, question_id) WHERE answered_at IS NULL;
CREATE TRIGGER machine_questions_keep BEFORE DELETE ON machine_questions FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE FUNCTION check_transfer_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.transfer_id, OLD.funding_id, OLD.asset, OLD.amount_minor, OLD.currency, OLD.ordered_at, OLD.answer_by,
      OLD.board_serial, OLD.board_memory, OLD.recovered, OLD.ordered_in)
     IS DISTINCT FROM
     (NEW.transfer_id, NEW.funding_id, NEW.asset, NEW.amount_minor, NEW.currency, NEW.ordered_at, NEW.answer_by,
      NEW.board_serial, NEW.board_memory, NEW.recovered, NEW.ordered_in) THEN
    RAISE EXCEPTION 'what transfer % orders can not be changed', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT ((OLD.status, NEW.status) IN (
    ('ORDERED', 'SENT'), ('ORDERED', 'FAILED'),
    ('SENT', 'UNCONFIRMED'), ('SENT', 'CREDITED'), ('SENT', 'FAILED'),
    ('UNCONFIRMED', 'CREDITED'), ('UNCONFIRMED', 'FAILED')))
    AND NOT (OLD.status = 'ORDERED' AND NEW.status = 'ORDERED' AND NEW.doubtful) THEN
    RAISE EXCEPTION 'transfer % can not go from % to %', OLD.transfer_id, OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Who knows what became of one that may have left marks it as SENT first.
  IF (OLD.status, NEW.status) = ('ORDERED', 'FAILED') AND (OLD.doubtful OR OLD.ordered_in <> server_run()) THEN
    RAISE EXCEPTION 'transfer % may have left: it can not fail unsent', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_transfer_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.recovered <> (NEW.status IN ('CREDITED', 'FAILED')) OR NEW.status IN ('SENT', 'UNCONFIRMED') THEN
    RAISE EXCEPTION 'a transfer begins as ORDERED, a recovered one is settled' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM fundings f WHERE f.funding_id = NEW.funding_id AND f.decision = 'ACCEPTED'
    AND f.asset = NEW.asset AND f.amount_minor = NEW.amount_minor AND f.currency = NEW.currency
    AND f.recovered = NEW.recovered;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % does not match an accepted funding', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

-- A settled transfer and its reservation agree, at every commit; a recovered one, whose account is not known, has none.
CREATE OR REPLACE FUNCTION check_reservation_settled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  t transfers%ROWTYPE;
  r limit_reservations%ROWTYPE;
BEGIN
  SELECT * INTO t FROM transfers WHERE transfer_id = NEW.transfer_id;
  SELECT * INTO r FROM limit_reservations WHERE transfer_id = NEW.transfer_id;
  IF t.recovered THEN
    IF r.transfer_id IS NOT NULL THEN
      RAISE EXCEPTION 'recovered transfer % reserves nothing', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
  END IF;
  IF r.transfer_id IS NULL OR r.status <> (CASE t.status WHEN 'CREDITED' THEN 'COMMITTED' WHEN 'FAILED' THEN 'RELEASED' ELSE 'RESERVED' END)
     OR r.committed_minor IS DISTINCT FROM t.credited_minor OR r.reserved_minor <> t.amount_minor THEN
    RAISE EXCEPTION 'transfer % and its limit reservation disagree', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

-- Six digits for a machine, by chance: a sequence that was set back with its ledger would give some out a second time.
CREATE FUNCTION unused_designation() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT d FROM (SELECT lpad(floor(1 + random() * 999999)::text, 6, '0') AS d FROM generate_series(1, 1000)) drawn
  WHERE NOT EXISTS (SELECT 1 FROM machines m WHERE m.designation = d)
    AND NOT EXISTS (SELECT 1 FROM transfers t WHERE t.transfer_id BETWEEN d || '-0000000000' AND d || '-9999999999')
  LIMIT 1
$$;
DROP SEQUENCE machine_designations;

-- The number of a machine's next order: the first above its last that no transfer has which was booked since.
CREATE FUNCTION next_transfer_number(designation text, last bigint) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
  LOOP
    last := last + 1;
    EXIT WHEN NOT EXISTS (SELECT 1 FROM transfers t WHERE t.transfer_id = designation || '-' || lpad(last::text, 10, '0'));
  END LOOP;
  RETURN last;
END $$;

-- Numbers what is booked from a kiosk's or an operator's word under an id that is taken, or is no id of that machine.
CREATE SEQUENCE recovered_transfers;
