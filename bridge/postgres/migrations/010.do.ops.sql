-- A funding is found by the beginning of what the player's phone shows, whatever the collation of the database.
CREATE INDEX fundings_by_beginning ON fundings (funding_id COLLATE "C");
