-- What Trustly's microsite shows the player as the name of the game; unknown for machines that change it.
ALTER TABLE machines ADD COLUMN game_name text CHECK (length(game_name) BETWEEN 1 AND 64);
