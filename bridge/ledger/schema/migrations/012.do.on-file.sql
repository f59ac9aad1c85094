-- Payments from an account on file (bridge/rails/trustly-on-file): the bridge itself asks the rail to take the money. What
-- it asks for is durable before the first byte leaves [durable-first], and the database refuses a second capture of a
-- funding while the first one may still take money [exactly-once].

-- What a player has begun to pay. It never changes.
CREATE TABLE page_payments (
  funding_id text PRIMARY KEY CHECK (length(funding_id) BETWEEN 1 AND 64),
  asset text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- A random key that the bridge made for a phone: no name, no address, no account at the casino [no-personal-data].
  payer text NOT NULL CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- Who was carded in at the machine: a digest, by a key that is not here, for the exclusion lists. NULL: nobody, or not certainly.
  player text CHECK (player ~ '^[0-9a-f]{64}$'),
  begun_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER page_payments_keep BEFORE UPDATE OR DELETE ON page_payments
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The accounts on file. A row stays when its account is forgotten, and says nothing of it any more.
CREATE TABLE on_file_accounts (
  -- For the player's page: it means nothing to the rail.
  account_id text PRIMARY KEY CHECK (account_id ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- The rail's id of the authorization. Nobody captures by it without the rail's credentials, which are not here.
  authorization_id text NOT NULL UNIQUE CHECK (length(authorization_id) BETWEEN 1 AND 40),
  -- NULL: the consent was taken back before the account was heard of.
  payer text CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- Sealed with a key that is not here [secrets-kept]. NULL: never told, or forgotten.
  sealed_split_token bytea,
  -- The rail's own time of what it told last of this account, and the event.
  told_ms bigint NOT NULL CHECK (told_ms >= 0),
  told_event text NOT NULL,
  -- What the rail says of the account when it is asked; NULL: it was not asked yet.
  account text CHECK (account ~ '^ubai:[0-9a-f]{32}$'),
  -- The same account under another key that the rail has told, for the exclusion lists.
  other_key text CHECK (other_key ~ '^ubai:[0-9a-f]{32}$'),
  bank_name text CHECK (length(bank_name) BETWEEN 1 AND 100),
  last_four text CHECK (last_four ~ '^[0-9]{2,4}$'),
  -- Whether the rail has said that it is the player's. Nothing is taken from one that is not verified.
  verified boolean NOT NULL DEFAULT false,
  -- The player has told us its numbers, which are not here: no bank was asked, and payouts alone go to it until it is verified.
  by_numbers boolean NOT NULL DEFAULT false,
  known_at timestamptz NOT NULL DEFAULT now(),
  ask_at timestamptz NOT NULL DEFAULT now(),
  forgotten_at timestamptz,
  CONSTRAINT on_file_accounts_forgotten CHECK (
    forgotten_at IS NULL OR (sealed_split_token IS NULL AND bank_name IS NULL AND last_four IS NULL)),
  CONSTRAINT on_file_accounts_of_payer CHECK (payer IS NOT NULL OR forgotten_at IS NOT NULL)
);
CREATE INDEX on_file_accounts_by_payer ON on_file_accounts (payer, known_at DESC) WHERE forgotten_at IS NULL;
CREATE INDEX on_file_accounts_unasked ON on_file_accounts (ask_at) WHERE account IS NULL AND forgotten_at IS NULL;

CREATE FUNCTION check_on_file_account_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.account_id, OLD.authorization_id, OLD.payer, OLD.by_numbers, OLD.known_at) IS DISTINCT FROM
     (NEW.account_id, NEW.authorization_id, NEW.payer, NEW.by_numbers, NEW.known_at)
    OR (OLD.account IS NOT NULL AND (NEW.account, NEW.other_key) IS DISTINCT FROM (OLD.account, OLD.other_key)) OR OLD.verified > NEW.verified THEN
    RAISE EXCEPTION 'account % on file stays the same account', OLD.account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.forgotten_at IS NOT NULL THEN
    RAISE EXCEPTION 'account % on file is forgotten', OLD.account_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER on_file_accounts_change BEFORE UPDATE ON on_file_accounts
  FOR EACH ROW EXECUTE FUNCTION check_on_file_account_change();
CREATE TRIGGER on_file_accounts_keep BEFORE DELETE ON on_file_accounts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- For what a player was sent to the bank, or told us the numbers of an account. The rail's event of it brings the reference back.
CREATE TABLE bank_logins (
  reference text PRIMARY KEY CHECK (length(reference) BETWEEN 1 AND 100),
  -- `verify`: to put an account on file. `deposit`: with the code that came with a small deposit. `numbers`: without a bank.
  kind text NOT NULL CHECK (kind IN ('pay', 'verify', 'refresh', 'deposit', 'numbers')),
  payer text NOT NULL CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- What is paid; NULL: nothing is.
  funding_id text REFERENCES page_payments,
  begun_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT bank_logins_for CHECK ((kind IN ('pay', 'refresh')) = (funding_id IS NOT NULL))
);
CREATE TRIGGER bank_logins_keep BEFORE UPDATE OR DELETE ON bank_logins FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Logins whose browser came back from the bank as the phone that began them. Without that, whoever is brought to log in by
-- another's link would leave the account on file with that other's phone.
CREATE TABLE bank_returns (
  authorization_id text PRIMARY KEY CHECK (length(authorization_id) BETWEEN 1 AND 40),
  payer text NOT NULL CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  returned_at timestamptz NOT NULL DEFAULT now()
);
CREATE TRIGGER bank_returns_keep BEFORE UPDATE OR DELETE ON bank_returns FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One row for each time that the rail is asked to take the money of a funding.
CREATE TABLE capture_attempts (
  -- The rail does nothing twice under the same one.
  reference text PRIMARY KEY CHECK (length(reference) BETWEEN 1 AND 100),
  funding_id text NOT NULL REFERENCES page_payments,
  number integer NOT NULL CHECK (number > 0),
  account_id text NOT NULL REFERENCES on_file_accounts,
  -- True: an account of another phone, which the card of a player opens (`cards`).
  by_card boolean NOT NULL DEFAULT false,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- bridge/ledger/capture-states.ts
  state text NOT NULL DEFAULT 'ORDERED' CHECK (state IN ('ORDERED', 'SENT', 'REFUSED', 'NEW', 'PENDING', 'AUTHORIZED',
    'PROCESSED', 'COMPLETED', 'FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED',
    'REFUNDED', 'VOIDED', 'ON_HOLD')),
  ordered_at timestamptz NOT NULL DEFAULT now(),
  -- An attempt that was ordered in an earlier run may have left: the server may have been set back since.
  ordered_in text NOT NULL DEFAULT server_run(),
  -- The transaction that wrote the row, as in the outbox: a row that was put back from a copy was written by another one.
  written_by text NOT NULL DEFAULT pg_current_xact_id()::xid::text,
  -- True: it was written in a later run of the server, or after it was put back from a copy: earlier tries may be forgotten.
  doubtful boolean NOT NULL DEFAULT false,
  sent_at timestamptz,
  -- How often it was sent or asked about. No process takes it before `try_at`.
  tries integer NOT NULL DEFAULT 0,
  try_at timestamptz NOT NULL DEFAULT now(),
  -- Before the rail is asked to cancel it.
  cancel_asked_at timestamptz,
  transaction_id text UNIQUE CHECK (length(transaction_id) BETWEEN 1 AND 40),
  told_ms bigint CHECK (told_ms >= 0),
  told_event text,
  -- When the inbox was told of the money, and that it went back.
  captured_at timestamptz,
  reversed_at timestamptz,
  -- Why it failed (bridge/rails/trustly-on-file/failures.ts), and the reference that the law asks us to show.
  failure text,
  decline_code text CHECK (length(decline_code) BETWEEN 1 AND 40),
  -- What the rail said last.
  said text,
  UNIQUE (funding_id, number),
  CONSTRAINT capture_attempts_told_whole CHECK ((told_ms IS NULL) = (told_event IS NULL)),
  CONSTRAINT capture_attempts_money_known CHECK (transaction_id IS NOT NULL OR (captured_at IS NULL AND reversed_at IS NULL)),
  CONSTRAINT capture_attempts_unsent CHECK (state <> 'ORDERED' OR (sent_at IS NULL AND transaction_id IS NULL))
);
-- At most one attempt of a funding may still take money.
CREATE UNIQUE INDEX capture_attempts_one_open ON capture_attempts (funding_id)
  WHERE state IN ('ORDERED', 'SENT', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD');
CREATE INDEX capture_attempts_due ON capture_attempts (try_at)
  WHERE state IN ('ORDERED', 'SENT', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD');
CREATE INDEX capture_attempts_by_account ON capture_attempts (account_id);

CREATE FUNCTION check_capture_attempt_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  -- The attempts of one funding are written one after the other.
  PERFORM pg_advisory_xact_lock(hashtextextended(NEW.funding_id, 7302));
  IF NEW.state <> 'ORDERED' OR NEW.tries > 0 THEN
    RAISE EXCEPTION 'capture % begins as ORDERED', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM page_payments p CROSS JOIN on_file_accounts a
    WHERE p.funding_id = NEW.funding_id AND a.account_id = NEW.account_id AND a.forgotten_at IS NULL AND a.verified
      AND CASE WHEN NEW.by_card THEN a.payer <> p.payer AND EXISTS (SELECT 1 FROM cards k WHERE k.payer = a.payer)
        ELSE a.payer = p.payer END
      AND (p.amount_minor, p.currency) = (NEW.amount_minor, NEW.currency)) THEN
    RAISE EXCEPTION 'capture % is not of this funding, from a verified account of its payer or by a card', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM capture_attempts c WHERE c.funding_id = NEW.funding_id)
    OR EXISTS (SELECT 1 FROM capture_attempts c WHERE c.funding_id = NEW.funding_id
      AND (c.captured_at IS NOT NULL OR c.state NOT IN ('REFUSED', 'FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'VOIDED')))
    OR EXISTS (SELECT 1 FROM rail_payments p WHERE p.funding_id = NEW.funding_id) THEN
    RAISE EXCEPTION 'another capture of % may take its money, or has', NEW.funding_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_attempts_new BEFORE INSERT ON capture_attempts
  FOR EACH ROW EXECUTE FUNCTION check_capture_attempt_new();

CREATE FUNCTION check_capture_attempt_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  over text[] := ARRAY['FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'VOIDED'];
  money text[] := ARRAY['COMPLETED', 'DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED'];
BEGIN
  IF (OLD.reference, OLD.funding_id, OLD.number, OLD.account_id, OLD.by_card, OLD.amount_minor, OLD.currency, OLD.ordered_at, OLD.ordered_in)
     IS DISTINCT FROM
     (NEW.reference, NEW.funding_id, NEW.number, NEW.account_id, NEW.by_card, NEW.amount_minor, NEW.currency, NEW.ordered_at, NEW.ordered_in)
    OR NEW.tries < OLD.tries OR OLD.doubtful > NEW.doubtful OR OLD.told_ms > coalesce(NEW.told_ms, -1)
    OR (OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id)
    OR (OLD.captured_at IS NOT NULL AND NEW.captured_at IS DISTINCT FROM OLD.captured_at)
    OR (OLD.reversed_at IS NOT NULL AND NEW.reversed_at IS DISTINCT FROM OLD.reversed_at) THEN
    RAISE EXCEPTION 'what capture % asks for cannot be changed', OLD.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- Whoever writes it first after it was put back: it may have left, whatever it says, and that is never forgotten.
  NEW.doubtful := NEW.doubtful OR OLD.ordered_in <> server_run() OR OLD.written_by <> OLD.xmin::text;
  NEW.written_by := pg_current_xact_id()::xid::text;
  IF OLD.state = NEW.state THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'ORDERED' AND NEW.state = 'REFUSED' AND NEW.doubtful THEN
    RAISE EXCEPTION 'capture % may have left: the rail is asked before it is refused', OLD.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  -- One that may have left before, in a ledger that was set back since, is asked about all the same.
  IF NEW.state = 'SENT' AND NOT NEW.doubtful AND EXISTS (SELECT 1 FROM capture_holds h WHERE h.attempt = NEW.reference
    AND NOT h.is_second AND h.state NOT IN ('AUTHORIZED', 'PROCESSED', 'COMPLETED')) THEN
    RAISE EXCEPTION 'capture % waits for the money to be held', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NOT (CASE OLD.state
    WHEN 'ORDERED' THEN NEW.state IN ('SENT', 'REFUSED')
    WHEN 'SENT' THEN NEW.state IN ('REFUSED', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD') OR NEW.state = ANY (over || money)
    WHEN 'NEW' THEN NEW.state IN ('PENDING', 'AUTHORIZED', 'PROCESSED', 'ON_HOLD') OR NEW.state = ANY (over || money)
    WHEN 'PENDING' THEN NEW.state IN ('AUTHORIZED', 'PROCESSED', 'ON_HOLD') OR NEW.state = ANY (over || money)
    WHEN 'AUTHORIZED' THEN NEW.state IN ('PROCESSED', 'ON_HOLD') OR NEW.state = ANY (over || money)
    WHEN 'PROCESSED' THEN NEW.state = 'ON_HOLD' OR NEW.state = ANY (over || money)
    WHEN 'ON_HOLD' THEN NEW.state IN ('PENDING', 'AUTHORIZED', 'PROCESSED') OR NEW.state = ANY (over || money)
    WHEN 'COMPLETED' THEN NEW.state = ANY (over || money)
    WHEN 'DISPUTED' THEN NEW.state = ANY (over || money)
    WHEN 'PARTIALLY_REFUNDED' THEN NEW.state IN ('DISPUTED', 'REVERSED', 'REFUNDED') OR NEW.state = ANY (over)
    WHEN 'REFUNDED' THEN NEW.state IN ('DISPUTED', 'REVERSED')
    WHEN 'REVERSED' THEN NEW.state IN ('COMPLETED', 'DISPUTED')
    ELSE NEW.state = ANY (money)
  END) THEN
    RAISE EXCEPTION 'capture % cannot go from % to %', OLD.reference, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_attempts_change BEFORE UPDATE ON capture_attempts
  FOR EACH ROW EXECUTE FUNCTION check_capture_attempt_change();
CREATE TRIGGER capture_attempts_keep BEFORE DELETE ON capture_attempts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What is held on an account for an attempt before it is sent, where the property has it so: no money moves by it. The attempt
-- is sent when its hold was approved, and a hold whose attempt took nothing is cancelled.
CREATE TABLE capture_holds (
  -- The rail holds nothing twice under the same one, once it was approved.
  reference text PRIMARY KEY CHECK (length(reference) BETWEEN 1 AND 100),
  attempt text NOT NULL REFERENCES capture_attempts,
  -- True: the rail has it beside the one that was asked for, under the same reference. It is cancelled.
  is_second boolean NOT NULL DEFAULT false,
  -- How long the rail holds the money.
  hours integer NOT NULL CHECK (hours BETWEEN 1 AND 720),
  -- bridge/ledger/hold-states.ts
  state text NOT NULL DEFAULT 'SENT' CHECK (state IN ('SENT', 'REFUSED', 'NEW', 'PENDING', 'AUTHORIZED', 'PROCESSED',
    'COMPLETED', 'FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED',
    'VOIDED', 'ON_HOLD')),
  -- When it may have left last.
  sent_at timestamptz NOT NULL DEFAULT now(),
  -- It was asked for more than once: when the rail is asked whether it has more than one. NULL: there is no need.
  look_at timestamptz,
  -- How often it was tried to cancel it once its attempt was over. No process tries before `try_at`.
  tries integer NOT NULL DEFAULT 0,
  try_at timestamptz NOT NULL DEFAULT now(),
  -- Before the rail is asked to cancel it.
  cancel_asked_at timestamptz,
  transaction_id text UNIQUE CHECK (length(transaction_id) BETWEEN 1 AND 40),
  told_ms bigint CHECK (told_ms >= 0),
  told_event text,
  -- What the rail said last.
  said text,
  CONSTRAINT capture_holds_told_whole CHECK ((told_ms IS NULL) = (told_event IS NULL)),
  CONSTRAINT capture_holds_second_told CHECK (NOT is_second OR transaction_id IS NOT NULL)
);
CREATE UNIQUE INDEX capture_holds_one ON capture_holds (attempt) WHERE NOT is_second;
CREATE INDEX capture_holds_repeated ON capture_holds (look_at) WHERE look_at IS NOT NULL;
CREATE INDEX capture_holds_due ON capture_holds (try_at)
  WHERE state IN ('SENT', 'NEW', 'PENDING', 'ON_HOLD', 'AUTHORIZED', 'PROCESSED', 'COMPLETED');

CREATE FUNCTION check_capture_hold_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.is_second THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(c.funding_id, 7302)) FROM capture_attempts c WHERE c.reference = NEW.attempt;
  IF NEW.state <> 'SENT' OR NEW.tries > 0 OR NOT EXISTS (
    SELECT 1 FROM capture_attempts c WHERE c.reference = NEW.attempt AND c.state = 'ORDERED') THEN
    RAISE EXCEPTION 'hold % is not before its attempt', NEW.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM capture_holds h JOIN capture_attempts o ON o.reference = h.attempt
    JOIN capture_attempts c ON c.reference = NEW.attempt AND c.funding_id = o.funding_id
    WHERE h.state IN ('SENT', 'NEW', 'PENDING', 'ON_HOLD', 'AUTHORIZED', 'PROCESSED', 'COMPLETED')) THEN
    RAISE EXCEPTION 'another hold of the funding of % may block its money', NEW.attempt USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_holds_new BEFORE INSERT ON capture_holds
  FOR EACH ROW EXECUTE FUNCTION check_capture_hold_new();

CREATE FUNCTION check_capture_hold_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  held text[] := ARRAY['AUTHORIZED', 'PROCESSED', 'COMPLETED'];
  over text[] := ARRAY['FAILED', 'EXPIRED', 'CANCELED', 'DENIED', 'VOIDED', 'DISPUTED', 'REVERSED', 'PARTIALLY_REFUNDED', 'REFUNDED'];
BEGIN
  IF (OLD.reference, OLD.attempt, OLD.is_second, OLD.hours) IS DISTINCT FROM (NEW.reference, NEW.attempt, NEW.is_second, NEW.hours)
    OR NEW.tries < OLD.tries OR NEW.sent_at < OLD.sent_at OR OLD.told_ms > coalesce(NEW.told_ms, -1)
    OR (OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id)
    OR (OLD.cancel_asked_at IS NOT NULL AND NEW.cancel_asked_at IS DISTINCT FROM OLD.cancel_asked_at) THEN
    RAISE EXCEPTION 'what hold % asks for cannot be changed', OLD.reference USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state = NEW.state THEN
    RETURN NEW;
  END IF;
  IF NOT (CASE OLD.state
    WHEN 'SENT' THEN NEW.state IN ('REFUSED', 'NEW', 'PENDING', 'ON_HOLD') OR NEW.state = ANY (held || over)
    WHEN 'REFUSED' THEN NEW.state IN ('NEW', 'PENDING', 'ON_HOLD') OR NEW.state = ANY (held || over)
    WHEN 'NEW' THEN NEW.state IN ('PENDING', 'ON_HOLD') OR NEW.state = ANY (held || over)
    WHEN 'PENDING' THEN NEW.state = 'ON_HOLD' OR NEW.state = ANY (held || over)
    WHEN 'ON_HOLD' THEN NEW.state = 'PENDING' OR NEW.state = ANY (held || over)
    WHEN 'AUTHORIZED' THEN NEW.state IN ('PROCESSED', 'COMPLETED') OR NEW.state = ANY (over)
    WHEN 'PROCESSED' THEN NEW.state = 'COMPLETED' OR NEW.state = ANY (over)
    WHEN 'COMPLETED' THEN NEW.state = ANY (over)
    ELSE false
  END) THEN
    RAISE EXCEPTION 'hold % cannot go from % to %', OLD.reference, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER capture_holds_change BEFORE UPDATE ON capture_holds
  FOR EACH ROW EXECUTE FUNCTION check_capture_hold_change();
CREATE TRIGGER capture_holds_keep BEFORE DELETE ON capture_holds FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The rail's own time of what it told last of a transaction that is no capture: what is older changes nothing.
CREATE TABLE on_file_transactions (
  transaction_id text PRIMARY KEY CHECK (length(transaction_id) BETWEEN 1 AND 40),
  told_ms bigint NOT NULL CHECK (told_ms >= 0),
  told_event text NOT NULL
);
CREATE FUNCTION check_on_file_transaction_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.transaction_id <> OLD.transaction_id OR NEW.told_ms < OLD.told_ms THEN
    RAISE EXCEPTION 'transaction % stays as its rail told it last', OLD.transaction_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER on_file_transactions_change BEFORE UPDATE ON on_file_transactions
  FOR EACH ROW EXECUTE FUNCTION check_on_file_transaction_change();
CREATE TRIGGER on_file_transactions_keep BEFORE DELETE ON on_file_transactions FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A passkey finds the accounts of a phone again. There is one for a phone, and it is gone with the phone's last account.
CREATE TABLE passkeys (
  -- A digest of the credential's id, by a key that is not here: the id itself is sealed.
  credential text PRIMARY KEY CHECK (credential ~ '^[0-9a-f]{64}$'),
  payer text NOT NULL UNIQUE CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- The id and the public key, sealed for this payer [secrets-kept]: whoever can write here puts no key of theirs in its place.
  sealed bytea NOT NULL,
  -- Of the phone's signatures. It stays 0 where the phone does not count.
  counter bigint NOT NULL CHECK (counter >= 0),
  -- The end of the newest question that it has answered: an older one is answered no more, and each once.
  used_ms bigint NOT NULL CHECK (used_ms > 0),
  made_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION check_passkey_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.payer = NEW.payer AND a.forgotten_at IS NULL) THEN
    RAISE EXCEPTION 'a passkey opens an account, and % has none', NEW.payer USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passkeys_new BEFORE INSERT ON passkeys FOR EACH ROW EXECUTE FUNCTION check_passkey_new();
CREATE FUNCTION check_passkey_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (OLD.credential, OLD.payer, OLD.sealed, OLD.made_at) IS DISTINCT FROM (NEW.credential, NEW.payer, NEW.sealed, NEW.made_at) THEN
    RAISE EXCEPTION 'passkey % stays the same passkey', OLD.credential USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.used_ms <= OLD.used_ms OR NEW.counter < OLD.counter OR (NEW.counter = OLD.counter AND OLD.counter > 0) THEN
    RAISE EXCEPTION 'passkey % was used since', OLD.credential USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER passkeys_change BEFORE UPDATE ON passkeys FOR EACH ROW EXECUTE FUNCTION check_passkey_change();
CREATE FUNCTION check_passkey_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.payer = OLD.payer AND a.forgotten_at IS NULL) THEN
    RAISE EXCEPTION 'passkey % opens an account', OLD.credential USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER passkeys_end BEFORE DELETE ON passkeys FOR EACH ROW EXECUTE FUNCTION check_passkey_end();

-- The card of a player opens the accounts of a phone, as the player has confirmed on that phone: one card, one phone. Who is
-- carded in where is in no table (decision 12). It is gone when the player takes it back, and with the phone's last account.
CREATE TABLE cards (
  -- A digest of the player's id, by a key that is not here [no-personal-data].
  player text PRIMARY KEY CHECK (player ~ '^[0-9a-f]{64}$'),
  payer text NOT NULL UNIQUE CHECK (payer ~ '^[A-Za-z0-9_-]{16,64}$'),
  -- A digest of the two, by a key that is not here: whoever can write here puts nobody's card to another's phone.
  proof text NOT NULL CHECK (proof ~ '^[0-9a-f]{64}$'),
  confirmed_at timestamptz NOT NULL DEFAULT now()
);
CREATE FUNCTION check_card_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM on_file_accounts a WHERE a.payer = NEW.payer AND a.forgotten_at IS NULL) THEN
    RAISE EXCEPTION 'a card opens an account, and % has none', NEW.payer USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cards_new BEFORE INSERT ON cards FOR EACH ROW EXECUTE FUNCTION check_card_new();
CREATE TRIGGER cards_keep BEFORE UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION refuse_change();
