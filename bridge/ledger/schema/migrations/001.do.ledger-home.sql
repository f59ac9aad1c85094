-- Which database this is. A copy that was restored elsewhere, or a server that was set back, is another one
-- (docs/decisions/0013).
CREATE TABLE ledger_home (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  home text NOT NULL,
  since timestamptz NOT NULL DEFAULT now(),
  -- When the ledger was last found to be older than the truth, or an operator last said so.
  restored_at timestamptz
);

-- Every function finds the ledger's own tables by its pinned search_path: a temporary table of the same name would
-- otherwise come first. Functions that fundings call are in plpgsql: it keeps their plans, where `sql` plans them anew in
-- each statement.

-- One run of the database server, with one database. A disk can be set back, and another server can take this one's
-- place, only between two runs. Restoring a copy ends a run too. So nothing that was found out in an earlier run proves
-- anything [exactly-once].
CREATE FUNCTION server_run() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN extract(epoch FROM pg_postmaster_start_time())::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || coalesce('/' || (SELECT extract(epoch FROM restored_at) FROM ledger_home), '');
END $$;

CREATE FUNCTION server_run_began() RETURNS timestamptz
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN greatest(pg_postmaster_start_time(), (SELECT restored_at FROM ledger_home));
END $$;

-- Trigger of the tables whose rows are never changed, or never deleted.
CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '% of % is not allowed: rows are never changed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- What was restored once is not forgotten: `server_run` would say again what it said before.
CREATE FUNCTION check_home_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.restored_at IS DISTINCT FROM OLD.restored_at AND (NEW.restored_at > OLD.restored_at OR OLD.restored_at IS NULL) IS NOT TRUE THEN
    RAISE EXCEPTION 'the ledger was restored at %, and not earlier', OLD.restored_at USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_home_change BEFORE UPDATE ON ledger_home FOR EACH ROW EXECUTE FUNCTION check_home_change();
