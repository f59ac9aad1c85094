-- A note counts once for each board memory and event id [stacked-notes].
CREATE TABLE notes (
  asset text NOT NULL REFERENCES machines,
  memory_id text NOT NULL,
  event_id bigint NOT NULL,
  kind text NOT NULL,
  minor bigint NOT NULL CHECK (minor >= 0),
  currency text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (asset, memory_id, event_id)
);
CREATE INDEX notes_by_time ON notes (received_at);
-- The last note of a machine.
CREATE INDEX notes_by_machine ON notes (asset, received_at DESC);
CREATE TRIGGER notes_keep BEFORE UPDATE OR DELETE ON notes FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The cabinets' own meters, recorded whenever money went in, so that a day can be compared with the ledger
-- [books-agree].
CREATE TABLE meter_readings (
  asset text NOT NULL REFERENCES machines,
  memory_id text NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(),
  cashless_in bigint NOT NULL CHECK (cashless_in >= 0),
  notes_in bigint NOT NULL CHECK (notes_in >= 0),
  PRIMARY KEY (asset, memory_id, read_at)
);
CREATE INDEX meter_readings_by_time ON meter_readings (read_at);
-- The last reading of a machine's meter before an order.
CREATE INDEX meter_readings_by_machine ON meter_readings (asset, read_at DESC);
CREATE TRIGGER meter_readings_keep BEFORE UPDATE OR DELETE ON meter_readings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
