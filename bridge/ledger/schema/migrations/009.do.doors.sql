-- Who may use the floor page and what they may do there. Accounts are made by `bridge:admin` only.
CREATE TABLE operators (
  name text PRIMARY KEY CHECK (name ~ '^[a-z0-9][a-z0-9._@-]{0,59}$'),
  password_hash text NOT NULL CHECK (password_hash LIKE 'scrypt$%'),
  role text NOT NULL CHECK (role IN ('look', 'settle', 'administer')),
  enabled boolean NOT NULL DEFAULT true,
  -- Rises with each new password: a session that began under an older one has ended.
  password_version integer NOT NULL DEFAULT 1,
  added_at timestamptz NOT NULL DEFAULT now()
);

-- Only the digest of what the browser holds: who reads this table can not take a session over.
CREATE TABLE operator_sessions (
  session_digest bytea PRIMARY KEY CHECK (length(session_digest) = 32),
  operator text NOT NULL REFERENCES operators,
  password_version integer NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL
);
CREATE INDEX operator_sessions_by_end ON operator_sessions (ends_at);

-- Keys that the bridge keeps here are sealed with one that it does not (BRIDGE_SECRET_KEY): a dump is of no use.
CREATE TABLE sealed_keys (
  name text PRIMARY KEY,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);
DELETE FROM token_keys;
ALTER TABLE token_keys RENAME COLUMN secret TO sealed_secret;

-- An account is named by a keyed digest, never by its UBAI.
ALTER TABLE fundings ADD CONSTRAINT fundings_ubai_digest CHECK (ubai ~ '^ubai:[0-9a-f]{32}$');
ALTER TABLE daily_usage ADD CONSTRAINT daily_usage_ubai_digest CHECK (ubai ~ '^ubai:[0-9a-f]{32}$');
ALTER TABLE player_limits ADD CONSTRAINT player_limits_ubai_digest CHECK (ubai ~ '^ubai:[0-9a-f]{32}$');
ALTER TABLE limit_history ADD CONSTRAINT limit_history_ubai_digest CHECK (ubai ~ '^ubai:[0-9a-f]{32}$');
