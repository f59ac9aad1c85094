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
