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

-- Only the digest of what the browser holds: whoever reads this table cannot use a session [secrets-kept].
CREATE TABLE operator_sessions (
  session_digest bytea PRIMARY KEY CHECK (length(session_digest) = 32),
  operator text NOT NULL REFERENCES operators,
  password_version integer NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz NOT NULL
);
CREATE INDEX operator_sessions_by_end ON operator_sessions (ends_at);

-- Keys that the bridge keeps here are sealed with one that it does not (BRIDGE_SECRET_KEY): a dump is of no use
-- [secrets-kept].
CREATE TABLE sealed_keys (
  name text PRIMARY KEY,
  sealed bytea NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now()
);

-- Keys that sign access tokens; several are valid at once, so that a rotation needs no downtime.
CREATE TABLE token_keys (
  key_id text PRIMARY KEY,
  sealed_secret bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  retired_at timestamptz
);
