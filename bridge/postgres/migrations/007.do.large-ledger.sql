-- What keeps the work of one funding, one page or one report the same however many years the ledger holds.

-- The few transfers whose outcome is not known: of one machine (backlog, next order), or of all (floor page, metrics).
CREATE INDEX transfers_open ON transfers (asset, ordered_at) WHERE status IN ('ORDERED', 'SENT', 'UNCONFIRMED');
DROP INDEX transfers_waiting;

-- A gaming day's notes and meter readings.
CREATE INDEX notes_by_time ON notes (received_at);
CREATE INDEX meter_readings_by_time ON meter_readings (read_at);

-- What the trail says about one funding, transfer or machine, newest last.
CREATE INDEX audit_by_subject ON audit (subject, entry_id);
