-- A player's own limit per UBAI, below the regulatory ceiling. Lowering takes effect at once; a raise waits in
-- `pending_*` until its cooling-off period is over.
CREATE TABLE player_limits (
  ubai text NOT NULL CHECK (length(ubai) BETWEEN 1 AND 40),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- NULL: no limit of the player's own, the ceiling applies.
  limit_minor bigint CHECK (limit_minor >= 0),
  pending_at timestamptz,
  -- With pending_at: what applies from then on; NULL for none of the player's own.
  pending_minor bigint CHECK (pending_minor >= 0),
  raised_at timestamptz,
  PRIMARY KEY (ubai, currency),
  CHECK (pending_minor IS NULL OR pending_at IS NOT NULL),
  CHECK (pending_at IS NULL OR raised_at IS NOT NULL)
);

-- Who changed what, when, from and to what, and from when it applies.
CREATE TABLE limit_history (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  ubai text NOT NULL,
  currency text NOT NULL,
  changed_at timestamptz NOT NULL,
  effective_at timestamptz NOT NULL,
  client text NOT NULL,
  requested_by text NOT NULL CHECK (requested_by IN ('PLAYER', 'CASINO', 'REGULATOR')),
  from_minor bigint,
  to_minor bigint,
  CHECK (effective_at >= changed_at)
);
CREATE INDEX limit_history_by_ubai ON limit_history (ubai, currency, change_id DESC);
CREATE TRIGGER limit_history_keep BEFORE UPDATE OR DELETE ON limit_history FOR EACH ROW EXECUTE FUNCTION refuse_change();
