-- An order that the ledger has lost and that a kiosk's journal still holds open is booked as UNCONFIRMED; and what became
-- of one that may have left is written down at once, whatever else is open (docs/decisions/0013).

-- One at a time is sent by this ledger (M2). A recovered one was sent by the ledger that was lost.
DROP INDEX transfers_one_in_flight;
CREATE UNIQUE INDEX transfers_one_in_flight ON transfers (asset)
  WHERE status IN ('SENT', 'UNCONFIRMED') AND NOT recovered;

CREATE OR REPLACE FUNCTION check_transfer_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.transfer_id, OLD.funding_id, OLD.asset, OLD.amount_minor, OLD.currency, OLD.ordered_at, OLD.answer_by,
      OLD.board_serial, OLD.board_memory, OLD.recovered, OLD.ordered_in)
     IS DISTINCT FROM
     (NEW.transfer_id, NEW.funding_id, NEW.asset, NEW.amount_minor, NEW.currency, NEW.ordered_at, NEW.answer_by,
      NEW.board_serial, NEW.board_memory, NEW.recovered, NEW.ordered_in) THEN
    RAISE EXCEPTION 'what transfer % orders can not be changed', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- From ORDERED to CREDITED: it had left, and this ledger has forgotten that.
  IF NOT ((OLD.status, NEW.status) IN (
    ('ORDERED', 'SENT'), ('ORDERED', 'CREDITED'), ('ORDERED', 'FAILED'),
    ('SENT', 'UNCONFIRMED'), ('SENT', 'CREDITED'), ('SENT', 'FAILED'),
    ('UNCONFIRMED', 'CREDITED'), ('UNCONFIRMED', 'FAILED')))
    AND NOT (OLD.status = 'ORDERED' AND NEW.status = 'ORDERED' AND NEW.doubtful) THEN
    RAISE EXCEPTION 'transfer % can not go from % to %', OLD.transfer_id, OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Who knows what became of one that may have left says that it did.
  IF (OLD.status, NEW.status) = ('ORDERED', 'FAILED') AND NEW.sent_at IS NULL
    AND (OLD.doubtful OR OLD.ordered_in <> server_run()) THEN
    RAISE EXCEPTION 'transfer % may have left: it can not fail unsent', OLD.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.updated_at := now();
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION check_transfer_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.recovered <> (NEW.status IN ('UNCONFIRMED', 'CREDITED', 'FAILED')) OR NEW.status = 'SENT' THEN
    RAISE EXCEPTION 'a transfer begins as ORDERED, a recovered one has left' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  PERFORM 1 FROM fundings f WHERE f.funding_id = NEW.funding_id AND f.decision = 'ACCEPTED'
    AND f.asset = NEW.asset AND f.amount_minor = NEW.amount_minor AND f.currency = NEW.currency
    AND f.recovered = NEW.recovered;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % does not match an accepted funding', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
