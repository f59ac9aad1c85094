-- The money of rails that pay first in the books [books-agree] (docs/decisions/0025): what was captured for a machine,
-- less what the rail gave back or took back of it. `rail-clearing` is what the machine was credited, less that.

-- A reversal that is heard of before its capture is booked together with the capture: its machine and amount are not
-- known before.
CREATE FUNCTION book_rail_payment() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  payment text := NEW.rail || ' ' || NEW.payment_id;
  is_new boolean := TG_OP = 'INSERT' OR OLD.captured_minor IS NULL;
  reversed bigint := NEW.reversed_minor - CASE WHEN is_new THEN 0 ELSE OLD.reversed_minor END;
  of_asset text := (SELECT asset FROM fundings f WHERE f.funding_id = NEW.funding_id);
BEGIN
  IF is_new THEN
    PERFORM book('capture', payment, of_asset, NEW.currency, 'rail-captured', 'rail-clearing', NEW.captured_minor, now());
  END IF;
  IF reversed > 0 THEN
    PERFORM book('reversal', payment || ' ' || NEW.reversed_minor, of_asset, NEW.currency, 'rail-captured', 'rail-clearing',
      -reversed, now());
  END IF;
  RETURN NULL;
END $$;
-- The reversals of a payment.
CREATE INDEX book_entries_reversals ON book_entries ((substring(fact from '^(.*) [0-9]+$'))) WHERE kind = 'reversal';
CREATE CONSTRAINT TRIGGER rail_payments_book AFTER INSERT OR UPDATE ON rail_payments
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.captured_minor IS NOT NULL) EXECUTE FUNCTION book_rail_payment();

-- What a person gave back in place of the rail leaves `rail-captured` as it is: the rail still has it.
CREATE FUNCTION book_refund() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_asset text := (SELECT asset FROM fundings f WHERE f.funding_id = NEW.funding_id);
BEGIN
  IF NEW.state = 'DONE' THEN
    PERFORM book('refund', NEW.business_key, of_asset, NEW.currency, 'rail-captured', 'rail-clearing', -NEW.amount_minor, now());
  ELSE
    PERFORM book('hand-refund', NEW.business_key, of_asset, NEW.currency, 'paid-by-hand', 'rail-clearing', -NEW.hand_minor, now());
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER outbox_book AFTER INSERT OR UPDATE ON outbox
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'refund' AND NEW.state IN ('DONE', 'SETTLED_BY_HAND'))
  EXECUTE FUNCTION book_refund();

-- A payout is the player's until the rail tells that it was paid, and again when its money comes back. What a person paid
-- in place of the rail has an account of its own.
CREATE FUNCTION book_payout() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_asset text := (SELECT asset FROM payouts p WHERE p.payout_id = NEW.payout_id);
BEGIN
  IF OLD.paid_at IS NULL AND NEW.paid_at IS NOT NULL THEN
    PERFORM book('payout', NEW.business_key, of_asset, NEW.currency, 'player-payable', 'rail-paid-out', NEW.amount_minor, NEW.paid_at);
  END IF;
  -- Whichever of the two the rail told first.
  IF (OLD.paid_at IS NULL OR OLD.returned_at IS NULL) AND NEW.paid_at IS NOT NULL AND NEW.returned_at IS NOT NULL THEN
    PERFORM book('return', NEW.business_key, of_asset, NEW.currency, 'player-payable', 'rail-paid-out', -NEW.amount_minor, NEW.returned_at);
  END IF;
  IF NEW.state = 'SETTLED_BY_HAND' THEN
    PERFORM book('hand-pay', NEW.business_key, of_asset, NEW.currency, 'paid-by-hand', 'player-payable', -NEW.hand_minor, now());
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER outbox_book_payout AFTER UPDATE ON outbox
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind = 'payout') EXECUTE FUNCTION book_payout();
