CREATE TABLE machines (
  asset text PRIMARY KEY CHECK (asset ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$'),
  -- The six digits that begin every transfer id of this machine.
  designation text NOT NULL UNIQUE CHECK (designation ~ '^[0-9]{6}$'),
  last_transfer_number bigint NOT NULL DEFAULT 0 CHECK (last_transfer_number BETWEEN 0 AND 9999999999),
  secret_hash text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  enrolled_at timestamptz NOT NULL DEFAULT now(),
  -- What Trustly's microsite shows the player as the name of the game; unknown for machines that change it.
  game_name text CHECK (length(game_name) BETWEEN 1 AND 64),
  -- The board about which ledger and kiosk last agreed.
  board_serial text,
  board_memory text,
  -- The run in which its kiosk last told all that it knows. A new machine has none. A ledger that was lost may have had
  -- the machine, but this ledger never had a code shown there.
  heard_in text NOT NULL DEFAULT ''
) WITH (fillfactor = 70); -- its running number changes with each order: there is room for that in the same page

-- Every board that a machine ever had.
CREATE TABLE machine_boards (
  asset text NOT NULL REFERENCES machines,
  serial text NOT NULL,
  memory_id text NOT NULL,
  first_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (asset, serial, memory_id)
);

-- Questions about a machine. While one is open, the machine gets no order.
CREATE TABLE machine_questions (
  question_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  asset text NOT NULL REFERENCES machines,
  kind text NOT NULL CHECK (kind IN
    ('UNHEARD', 'UNBOOKED', 'INCOMPLETE', 'IMPLAUSIBLE', 'BOARD_OLDER', 'TWO_BOARDS')),
  -- What the question is about. One subject is asked about once.
  subject text NOT NULL,
  amount_minor bigint CHECK (amount_minor > 0),
  currency text,
  detail jsonb NOT NULL,
  asked_at timestamptz NOT NULL DEFAULT now(),
  answered_at timestamptz,
  answered_by text,
  answer text,
  UNIQUE (asset, kind, subject),
  CONSTRAINT machine_questions_answer_whole
    CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (answer IS NULL))
);
CREATE INDEX machine_questions_open ON machine_questions (asset, kind, question_id) WHERE answered_at IS NULL;
CREATE TRIGGER machine_questions_keep BEFORE DELETE ON machine_questions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The bridge processes that work on this ledger.
CREATE TABLE bridges (
  bridge_id uuid PRIMARY KEY,
  started_at timestamptz NOT NULL DEFAULT now(),
  last_seen timestamptz NOT NULL DEFAULT now()
);

-- Which bridge process holds a machine's link, and what the kiosk last said about its cabinet.
CREATE TABLE links (
  asset text PRIMARY KEY REFERENCES machines,
  link_id uuid NOT NULL,
  link_number bigint NOT NULL DEFAULT 0,
  bridge_id uuid NOT NULL REFERENCES bridges ON DELETE CASCADE,
  connected_at timestamptz NOT NULL DEFAULT now(),
  kiosk_version text NOT NULL,
  kiosk_runtime text NOT NULL,
  cabinet jsonb NOT NULL,
  -- The board about which this link's kiosk and the ledger agree. Orders go to no other board, and none goes before
  -- they agree.
  board_serial text,
  board_memory text,
  -- The run in which they agreed. In a later run they have not agreed yet.
  agreed_in text,
  -- The board of the link that this one replaced, if that link was still in the ledger.
  replaced_serial text,
  replaced_memory text
);
CREATE INDEX links_by_bridge ON links (bridge_id);

-- Links are numbered in the order in which their kiosks showed their credentials. The highest number is the newest link
-- of a machine, whichever process holds it and whichever of two claims reaches the ledger last.
CREATE SEQUENCE link_numbers AS bigint;
