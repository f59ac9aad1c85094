-- What Trustly says it captured: each report as it was imported, line by line. A report is replaced as a whole, and the
-- one that it replaced is kept.
CREATE TABLE capture_reports (
  report_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The gaming day of the report, with a suffix that tells several reports of one day apart.
  name text NOT NULL CHECK (name ~ '^20[0-9]{2}-[0-9]{2}-[0-9]{2}([.][A-Za-z0-9_-]{1,40})?$'),
  version integer NOT NULL CHECK (version > 0),
  -- SHA-256 of the file. Importing the same file again makes no new version.
  digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
  imported_at timestamptz NOT NULL DEFAULT now(),
  imported_by text NOT NULL,
  replaced_at timestamptz,
  UNIQUE (name, version)
);
CREATE UNIQUE INDEX capture_reports_present ON capture_reports (name) WHERE replaced_at IS NULL;
-- The reports of one day, however many days there were.
CREATE INDEX capture_reports_by_day ON capture_reports (left(name, 10)) WHERE replaced_at IS NULL;

CREATE FUNCTION check_capture_report_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.replaced_at IS NOT NULL OR (to_jsonb(OLD) - 'replaced_at') IS DISTINCT FROM (to_jsonb(NEW) - 'replaced_at') THEN
    RAISE EXCEPTION 'a report of captures can only be replaced, and only once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_reports_change BEFORE UPDATE ON capture_reports
  FOR EACH ROW EXECUTE FUNCTION check_capture_report_change();
CREATE TRIGGER capture_reports_keep BEFORE DELETE ON capture_reports FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE capture_lines (
  report_id bigint NOT NULL REFERENCES capture_reports,
  line integer NOT NULL CHECK (line > 1),
  funding_id text NOT NULL CHECK (length(funding_id) BETWEEN 1 AND 64),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  -- Two lines with the same key tell of the same capture. The key is Trustly's id of the capture. Without one it is
  -- made of the funding, the amount and a running number.
  capture_key text NOT NULL,
  PRIMARY KEY (report_id, line)
);
CREATE INDEX capture_lines_by_funding ON capture_lines (funding_id);
-- In one report each capture is told once.
CREATE UNIQUE INDEX capture_lines_by_key ON capture_lines (capture_key, report_id);
CREATE TRIGGER capture_lines_keep BEFORE UPDATE OR DELETE ON capture_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Every capture that the present reports tell of, once. Of several lines with the same key, the line of the first
-- report counts.
CREATE VIEW captures AS
  SELECT l.funding_id, l.amount_minor, l.report_id, l.line, r.name AS report, left(r.name, 10) AS day
  FROM capture_lines l JOIN capture_reports r USING (report_id)
  WHERE r.replaced_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM capture_lines o JOIN capture_reports p USING (report_id)
    WHERE o.capture_key = l.capture_key AND p.replaced_at IS NULL AND p.name < r.name);
