-- What an account has used of a gaming day: the sum of its reservations, kept by their trigger and by nothing else. The
-- row is also the lock under which an account's limit is checked [atomic-limits].
CREATE TABLE daily_usage (
  ubai text NOT NULL CHECK (ubai ~ '^ubai:[0-9a-f]{32}$'),
  gaming_day date NOT NULL,
  currency text NOT NULL,
  used_minor bigint NOT NULL DEFAULT 0 CHECK (used_minor >= 0),
  PRIMARY KEY (ubai, gaming_day, currency)
) WITH (fillfactor = 70);
CREATE TRIGGER daily_usage_keep BEFORE DELETE ON daily_usage FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER daily_usage_keep_all BEFORE TRUNCATE ON daily_usage FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What the account has used of the day, locked until the transaction ends. The service may not write the table, so this
-- function runs as the owner of the table, like the trigger of the reservations.
CREATE FUNCTION lock_usage(of_ubai text, of_day date, of_currency text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  used bigint;
BEGIN
  INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES (of_ubai, of_day, of_currency)
    ON CONFLICT (ubai, gaming_day, currency) DO NOTHING;
  IF FOUND THEN
    RETURN 0; -- nobody else sees the row yet
  END IF;
  SELECT used_minor INTO used FROM daily_usage
    WHERE ubai = of_ubai AND gaming_day = of_day AND currency = of_currency FOR UPDATE;
  RETURN used;
END $$;

-- Locks all that decides about a funding, until the transaction ends, in the order in which every transaction takes it:
-- the funding (as lockFundingId does), its machine, the day of its account. What is read after it stays so. True: the
-- funding is known, and so it is decided.
CREATE FUNCTION lock_for_funding(of_funding text, of_asset text, of_ubai text, of_day date, of_currency text) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_funding, 7300));
  PERFORM 1 FROM fundings WHERE funding_id = of_funding;
  IF FOUND THEN
    RETURN true;
  END IF;
  PERFORM 1 FROM machines WHERE asset = of_asset FOR UPDATE;
  IF FOUND THEN
    PERFORM lock_usage(of_ubai, of_day, of_currency);
  END IF;
  RETURN false;
END $$;

-- The days of many accounts, locked as by lock_usage. One that somebody else has locked is left out. A day of which nothing
-- is used yet is made, one after the other by account: so two that make the same days never wait for each other in a circle.
-- Where somebody else is making one, all of them would wait for that one: 100 ms at most, then it fails.
CREATE FUNCTION lock_usages(of_ubais text[], of_day date, of_currency text) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '100ms' AS $$
DECLARE
  used text[] := ARRAY(
    SELECT d.ubai FROM daily_usage d WHERE d.ubai = ANY (of_ubais) AND d.gaming_day = of_day AND d.currency = of_currency);
BEGIN
  INSERT INTO daily_usage (ubai, gaming_day, currency)
    SELECT u, of_day, of_currency FROM unnest(of_ubais) u WHERE u <> ALL (used) ORDER BY u
    ON CONFLICT (ubai, gaming_day, currency) DO NOTHING;
  RETURN ARRAY(
    SELECT d.ubai FROM daily_usage d WHERE d.ubai = ANY (of_ubais) AND d.gaming_day = of_day AND d.currency = of_currency
    FOR UPDATE SKIP LOCKED);
END $$;

-- lock_for_funding of many at once, each of another machine and another account. One that is known, or at which somebody
-- else is at work, is left out as soon as that is found, and nothing more is locked for it. @returns those of which all is locked.
CREATE FUNCTION lock_for_fundings(of_fundings text[], of_assets text[], of_ubais text[], of_day date, of_currency text)
RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  free text[] := ARRAY(SELECT f FROM unnest(of_fundings) f WHERE pg_try_advisory_xact_lock(hashtextextended(f, 7300)));
  new text[] := ARRAY(SELECT f FROM unnest(free) f WHERE f <> ALL (ARRAY(
    SELECT funding_id FROM fundings WHERE funding_id = ANY (free))));
  machine text[] := ARRAY(SELECT asset FROM machines WHERE asset = ANY (ARRAY(
    SELECT a FROM unnest(of_fundings, of_assets) asked (f, a) WHERE f = ANY (new))) FOR UPDATE SKIP LOCKED);
  usage text[] := lock_usages(ARRAY(
    SELECT u FROM unnest(of_assets, of_ubais) asked (a, u) WHERE a = ANY (machine)), of_day, of_currency);
BEGIN
  RETURN ARRAY(
    SELECT f FROM unnest(of_fundings, of_assets, of_ubais) asked (f, a, u)
    WHERE f = ANY (new) AND a = ANY (machine) AND u = ANY (usage));
END $$;

-- Its trigger looks up the transfer and changes the day, and neither is ever deleted: that is what two foreign keys would
-- do once more.
CREATE TABLE limit_reservations (
  transfer_id text PRIMARY KEY,
  ubai text NOT NULL,
  gaming_day date NOT NULL,
  currency text NOT NULL,
  reserved_minor bigint NOT NULL CHECK (reserved_minor > 0),
  status text NOT NULL DEFAULT 'RESERVED' CHECK (status IN ('RESERVED', 'COMMITTED', 'RELEASED')),
  committed_minor bigint,
  CONSTRAINT limit_reservations_commit_told CHECK ((status = 'COMMITTED') = (committed_minor IS NOT NULL)),
  CONSTRAINT limit_reservations_commit_within CHECK (committed_minor > 0 AND committed_minor <= reserved_minor)
);
-- The reservations. Their sum is what an account has used of a day.
CREATE INDEX limit_reservations_by_day ON limit_reservations (ubai, gaming_day, currency);

-- A reservation agrees with its transfer whenever it is written. The transfer is written before it, so one look is
-- enough: an open transfer reserves, and one that is settled never changes again.
CREATE FUNCTION count_reservation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
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
  PERFORM 1 FROM transfers t WHERE t.transfer_id = NEW.transfer_id AND NOT t.recovered AND t.direction = 'to-machine'
    AND NEW.status = CASE t.status WHEN 'CREDITED' THEN 'COMMITTED' WHEN 'FAILED' THEN 'RELEASED' ELSE 'RESERVED' END
    AND NEW.committed_minor IS NOT DISTINCT FROM t.credited_minor AND NEW.reserved_minor = t.amount_minor;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % and its limit reservation disagree', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  after := CASE NEW.status WHEN 'RESERVED' THEN NEW.reserved_minor WHEN 'COMMITTED' THEN NEW.committed_minor ELSE 0 END;
  IF after <> before OR TG_OP = 'INSERT' THEN
    UPDATE daily_usage SET used_minor = used_minor + after - before
      WHERE ubai = NEW.ubai AND gaming_day = NEW.gaming_day AND currency = NEW.currency;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'reservation % is of no day', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER limit_reservations_count BEFORE INSERT OR UPDATE ON limit_reservations
  FOR EACH ROW EXECUTE FUNCTION count_reservation();
CREATE TRIGGER limit_reservations_keep BEFORE DELETE ON limit_reservations FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The other way round, at every commit: a transfer of a funding that was asked for has a reservation, which agrees with it.
-- A recovered one, whose account is not known, has none, nor has one from a machine.
CREATE FUNCTION check_reservation_settled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.recovered OR NEW.direction = 'from-machine' THEN
    RETURN NULL;
  END IF;
  PERFORM 1 FROM transfers t JOIN limit_reservations r USING (transfer_id) WHERE t.transfer_id = NEW.transfer_id
    AND r.status = CASE t.status WHEN 'CREDITED' THEN 'COMMITTED' WHEN 'FAILED' THEN 'RELEASED' ELSE 'RESERVED' END;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'transfer % and its limit reservation disagree', NEW.transfer_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfers_reserved AFTER INSERT ON transfers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_reservation_settled();
-- While it is open, no change of a transfer can make them disagree.
CREATE CONSTRAINT TRIGGER transfers_reserved_to_the_end AFTER UPDATE ON transfers
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.settled_at IS NOT NULL) EXECUTE FUNCTION check_reservation_settled();

-- A player's own limit for each account, below the regulatory ceiling. Lowering takes effect at once; a raise waits in
-- `pending_*` until its cooling-off period is over.
CREATE TABLE player_limits (
  ubai text NOT NULL CHECK (ubai ~ '^ubai:[0-9a-f]{32}$'),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- NULL: no limit of the player's own, the ceiling applies.
  limit_minor bigint CHECK (limit_minor >= 0),
  pending_at timestamptz,
  -- The limit that applies from pending_at on. NULL: then the player has no limit of their own.
  pending_minor bigint CHECK (pending_minor >= 0),
  raised_at timestamptz,
  PRIMARY KEY (ubai, currency),
  CONSTRAINT player_limits_pending_dated CHECK (pending_minor IS NULL OR pending_at IS NOT NULL),
  CONSTRAINT player_limits_pending_raised CHECK (pending_at IS NULL OR raised_at IS NOT NULL)
);

-- Who changed what, when, from and to what, and from when it applies.
CREATE TABLE limit_history (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ubai text NOT NULL CHECK (ubai ~ '^ubai:[0-9a-f]{32}$'),
  currency text NOT NULL,
  changed_at timestamptz NOT NULL,
  effective_at timestamptz NOT NULL,
  client text NOT NULL,
  requested_by text NOT NULL CHECK (requested_by IN ('PLAYER', 'CASINO', 'REGULATOR')),
  from_minor bigint,
  to_minor bigint,
  CONSTRAINT limit_history_effective_after CHECK (effective_at >= changed_at)
);
CREATE INDEX limit_history_by_ubai ON limit_history (ubai, currency, change_id DESC);
CREATE TRIGGER limit_history_keep BEFORE UPDATE OR DELETE ON limit_history FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who may not pay: accounts, players and persons, by digests alone [no-personal-data]. Each row is one line of one list, and is
-- never deleted: it ends, when its list does not have it any more or somebody takes it back [excluded-stays-out].
CREATE TABLE exclusions (
  exclusion_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The list: `property`, or the name of a register.
  source text NOT NULL CHECK (source ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
  kind text NOT NULL CHECK (kind IN ('account', 'player', 'person')),
  -- The digests of two kinds are never the same, so it is looked up without the kind.
  subject text NOT NULL,
  -- NULL: since it was added.
  from_at timestamptz,
  -- NULL: until it is taken back.
  until_at timestamptz,
  added_at timestamptz NOT NULL DEFAULT now(),
  added_by text NOT NULL,
  -- When it was taken back, or its list no longer had it.
  ended_at timestamptz,
  ended_by text,
  CONSTRAINT exclusions_subject CHECK (subject ~ CASE kind WHEN 'account' THEN '^ubai:[0-9a-f]{32}$'
    WHEN 'player' THEN '^[0-9a-f]{64}$' ELSE '^person:[0-9a-f]{64}$' END),
  CONSTRAINT exclusions_until_after CHECK (until_at > from_at),
  CONSTRAINT exclusions_end_told CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
-- Looked up for each funding.
CREATE INDEX exclusions_by_subject ON exclusions (subject) WHERE ended_at IS NULL;
CREATE INDEX exclusions_by_source ON exclusions (source, exclusion_id) WHERE ended_at IS NULL;
-- A list has a line once.
CREATE UNIQUE INDEX exclusions_once ON exclusions (source, subject, from_at, until_at) NULLS NOT DISTINCT WHERE ended_at IS NULL;

CREATE FUNCTION check_exclusion_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.ended_at IS NOT NULL OR NEW.ended_by IS NULL
    OR (OLD.exclusion_id, OLD.source, OLD.kind, OLD.subject, OLD.from_at, OLD.until_at, OLD.added_at, OLD.added_by)
       IS DISTINCT FROM
       (NEW.exclusion_id, NEW.source, NEW.kind, NEW.subject, NEW.from_at, NEW.until_at, NEW.added_at, NEW.added_by) THEN
    RAISE EXCEPTION 'exclusion % can only end, once', OLD.exclusion_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.ended_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER exclusions_change BEFORE UPDATE ON exclusions FOR EACH ROW EXECUTE FUNCTION check_exclusion_change();
CREATE TRIGGER exclusions_keep BEFORE DELETE ON exclusions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER exclusions_keep_all BEFORE TRUNCATE ON exclusions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
