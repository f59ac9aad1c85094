-- The cabinets' own meters, noted whenever money went in, so that a day can be held against the ledger (M4).
CREATE TABLE meter_readings (
  asset text NOT NULL REFERENCES machines,
  memory_id text NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(),
  cashless_in bigint NOT NULL CHECK (cashless_in >= 0),
  notes_in bigint NOT NULL CHECK (notes_in >= 0),
  PRIMARY KEY (asset, memory_id, read_at)
);
CREATE TRIGGER meter_readings_keep BEFORE UPDATE OR DELETE ON meter_readings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What Trustly says it captured, from its own report. A funding is captured once.
CREATE TABLE captures (
  funding_id text PRIMARY KEY CHECK (length(funding_id) BETWEEN 1 AND 64),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  imported_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER captures_keep BEFORE UPDATE OR DELETE ON captures FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE INDEX transfers_by_settlement ON transfers (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX audit_contradictions ON audit (at DESC) WHERE event = 'transfer.contradiction';
