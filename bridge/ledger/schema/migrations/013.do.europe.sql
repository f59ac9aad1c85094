-- Payments through Trustly Europe (bridge/rails/trustly-europe). What Trustly is asked for is durable before the first byte
-- leaves [durable-first].

-- The orders at Trustly of a payment that a player has begun. Where the page of one is lost, or was left by the player, another one is
-- made. Money does not follow from this table: what is paid for a second order of a payment goes back [money-has-a-home].
CREATE TABLE europe_orders (
  -- MessageID: under the same one Trustly makes no second order.
  message_id text PRIMARY KEY CHECK (length(message_id) BETWEEN 1 AND 100),
  funding_id text NOT NULL REFERENCES page_payments,
  number integer NOT NULL CHECK (number > 0),
  -- Whose limits count: at first a digest of the phone, and of the person once the bank has said who that is.
  account text NOT NULL CHECK (account ~ '^ubai:[0-9a-f]{32}$'),
  -- bridge/ledger/europe-order-states.ts
  state text NOT NULL DEFAULT 'ORDERED' CHECK (state IN ('ORDERED', 'SENT', 'OPEN', 'LEFT', 'LOST', 'REFUSED', 'PENDING',
    'CANCELLED', 'PAID', 'TAKEN_BACK')),
  ordered_at timestamptz NOT NULL DEFAULT now(),
  -- No other process asks Trustly for it before.
  asked_until timestamptz,
  tries integer NOT NULL DEFAULT 0,
  -- Trustly's own id of it.
  order_id text UNIQUE CHECK (order_id ~ '^[0-9]{1,20}$'),
  -- The address of Trustly's page for this player, sealed with a key that is not here [secrets-kept].
  sealed_page bytea,
  opened_at timestamptz,
  -- Why it was refused, by Trustly's name of the error.
  failure text CHECK (length(failure) BETWEEN 1 AND 100),
  UNIQUE (funding_id, number),
  CONSTRAINT europe_orders_page CHECK ((sealed_page IS NULL) = (opened_at IS NULL)),
  CONSTRAINT europe_orders_unsent CHECK (state <> 'ORDERED' OR (order_id IS NULL AND sealed_page IS NULL AND tries = 0))
);

CREATE FUNCTION check_europe_order_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- The orders of one payment are written one after the other.
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.funding_id, 7303));
  IF NEW.state <> 'ORDERED' OR NEW.tries > 0 THEN
    RAISE EXCEPTION 'order % begins as ORDERED', NEW.message_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM europe_orders o WHERE o.funding_id = NEW.funding_id)
    OR EXISTS (SELECT 1 FROM europe_orders o WHERE o.funding_id = NEW.funding_id
      AND o.state NOT IN ('LEFT', 'LOST', 'REFUSED', 'CANCELLED'))
    OR EXISTS (SELECT 1 FROM rail_payments p WHERE p.funding_id = NEW.funding_id) THEN
    RAISE EXCEPTION 'another order of % is open, or was paid', NEW.funding_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER europe_orders_new BEFORE INSERT ON europe_orders FOR EACH ROW EXECUTE FUNCTION check_europe_order_new();

CREATE FUNCTION check_europe_order_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  ranks text[] := ARRAY['ORDERED', 'SENT', 'OPEN', 'LEFT', 'LOST', 'REFUSED', 'PENDING', 'CANCELLED', 'PAID', 'TAKEN_BACK'];
BEGIN
  IF (OLD.message_id, OLD.funding_id, OLD.number, OLD.ordered_at) IS DISTINCT FROM
     (NEW.message_id, NEW.funding_id, NEW.number, NEW.ordered_at)
    OR NEW.tries < OLD.tries
    OR (OLD.order_id IS NOT NULL AND NEW.order_id IS DISTINCT FROM OLD.order_id)
    OR (OLD.sealed_page IS NOT NULL AND NEW.sealed_page IS DISTINCT FROM OLD.sealed_page) THEN
    RAISE EXCEPTION 'order % stays the same order', OLD.message_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.account <> OLD.account AND OLD.state IN ('PAID', 'TAKEN_BACK') THEN
    RAISE EXCEPTION 'order % was decided for another account', OLD.message_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF array_position(ranks, NEW.state) < array_position(ranks, OLD.state) THEN
    RAISE EXCEPTION 'order % cannot go from % to %', OLD.message_id, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER europe_orders_change BEFORE UPDATE ON europe_orders
  FOR EACH ROW EXECUTE FUNCTION check_europe_order_change();
CREATE TRIGGER europe_orders_keep BEFORE DELETE ON europe_orders FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who may not play is told so when the bank has said who it is, and the order ends there: nothing more is told of it.
CREATE FUNCTION end_europe_order() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  UPDATE europe_orders SET state = 'CANCELLED'
    WHERE order_id = NEW.payment_id AND state NOT IN ('CANCELLED', 'PAID', 'TAKEN_BACK');
  RETURN NULL;
END $$;
CREATE TRIGGER rail_identifications_end AFTER INSERT ON rail_identifications
  FOR EACH ROW WHEN (NEW.rail = 'trustly-europe' AND NEW.turned_down IS NOT NULL) EXECUTE FUNCTION end_europe_order();
