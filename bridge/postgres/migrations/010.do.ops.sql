-- A funding is found by the beginning of what the player's phone shows, whatever the collation of the database.
CREATE INDEX fundings_by_beginning ON fundings (funding_id COLLATE "C");

-- The last reading of a machine's meter before an order.
CREATE INDEX meter_readings_by_machine ON meter_readings (asset, read_at DESC);
