-- What guards the ledger finds the ledger's own tables: a temporary table of the same name would otherwise come first.
-- A function that is made or replaced later says so itself; a test lists those that do not.
ALTER FUNCTION refuse_change() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION check_transfer_change() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION check_transfer_new() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION check_reservation_settled() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION note_unsealed() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION check_capture_report_change() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION server_run() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION unused_designation() SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION next_transfer_number(text, bigint) SET search_path = pg_catalog, public, pg_temp;

-- What an account has used is written by the reservations' trigger and by nothing else, so under the owner's name.
ALTER FUNCTION count_reservation() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;

-- What the account has used of the day, locked until the transaction ends (M7).
CREATE FUNCTION lock_usage(of_ubai text, of_day date, of_currency text) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  INSERT INTO daily_usage (ubai, gaming_day, currency) VALUES (of_ubai, of_day, of_currency)
  ON CONFLICT (ubai, gaming_day, currency) DO UPDATE SET used_minor = daily_usage.used_minor
  RETURNING used_minor
$$;
