/**
 * `npm run bridge:admin`: what the systems team does at the bridge's database, whether or not a bridge is running.
 * Bridges that are running learn of it at once.
 */
import { randomUUID } from 'node:crypto';
import { text as readAll } from 'node:stream/consumers';
import { DatabaseError } from 'pg';
import { Value } from 'typebox/value';
import { AssetId } from '../../protocol/egm-link.ts';
import { minorAsDecimal } from '../../protocol/money.ts';
import { isStorable } from '../../protocol/storable-text.ts';
import { EXCLUSION_COMMANDS, EXCLUSION_USAGE } from './exclusion-commands.ts';
import { OPERATOR_COMMANDS, OPERATOR_USAGE } from './operator-commands.ts';
import { SettingsError } from '../platform/environment.ts';
import { GameName } from '../money/funding.ts';
import { rotateTokenKey } from '../rails/scan-and-pay/api/token-keys.ts';
import { SplitTokens } from '../rails/trustly-on-file/split-tokens.ts';
import {
  sealAudit,
  verifyAudit,
  verifyNewOfAudit,
  type ChainHead,
  type ChainVerdict,
} from '../ledger/audit-chain.ts';
import { verifyLedger, verifyNewOfLedger, type LedgerVerdict } from '../ledger/ledger-check.ts';
import { trialBalance } from '../ledger/trial-balance.ts';
import { Machines } from '../ledger/machines.ts';
import { noteRestored } from '../ledger/restored.ts';
import { keptKey } from '../ledger/sealed-keys.ts';
import { createLog } from '../platform/log.ts';
import { Database } from '../platform/postgres/database.ts';
import { EMBEDDED_SERVICE_ROLE, joinEmbeddedPostgres } from '../platform/postgres/embedded.ts';
import { migrate, requireLedger } from '../ledger/schema/migrate.ts';
import { Notices } from '../platform/postgres/notices.ts';
import { Digests } from '../platform/secrets/digests.ts';
import { openSecretKeyFile } from '../platform/secrets/key-file.ts';
import { NoticeSeal } from '../platform/secrets/notice-seal.ts';
import { WrongSecretKeyError, type SecretKey } from '../platform/secrets/secret-key.ts';
import { readDatabaseSettings, readOwnerUrl, readSecretKey } from './settings.ts';
import { StartError } from '../platform/start-error.ts';

const USAGE = `Usage: npm run bridge:admin -- COMMAND

  migrate                 make the ledger's schema, or bring it up to date, and give the role of DATABASE_URL what
                          the bridge needs and no more; whole or not at all, and by nothing but this command
  machine enrol ASSET [GAME]
                          enrol a machine, or give it a new secret; prints the secret, once.
                          GAME is what the microsite shows the player
  machine revoke ASSET    end a machine's credentials; its kiosk is disconnected at once
  machine redesignate ASSET
                          begin the machine's transfer ids with six other digits, counting from one
  ledger restored         a part of a copy was put back into the ledger: wait for what each kiosk knows
  machine list            machines and whether their kiosks are connected
${OPERATOR_USAGE}
${EXCLUSION_USAGE}
  keys rotate [--at-once] new signing key for access tokens; older tokens stay good until they expire,
                          or end at once, when a key may have been seen
  keys rotate-tokens      new key for the split tokens of accounts on file: all are sealed with it, and the old key is
                          gone; needs the role that owns the ledger
  audit verify [POSITION:HASH]
                          prove that the audit trail is whole, contains the head noted down before, and that
                          the ledger is what it and the books say; prints the balance of each account
  audit verify-new POSITION:HASH
                          the same for what came after that head, in a time that does not grow with the history;
                          trusts what came before it, which only audit verify proves

Environment: MIGRATION_DATABASE_URL of the role that owns the ledger, DATABASE_URL of the bridge's own (or each as
…_FILE), else the embedded PostgreSQL under BRIDGE_DATA_DIR (.topper/bridge). To change a machine, to rotate
keys, and for exclusions: BRIDGE_SECRET_KEY (or …_FILE), the same as the bridges have.
`;

interface Ports {
  readonly database: Database;
  readonly machines: Machines;
  /** To tell the bridges. Asked for before a change: without the secret key it throws, and nothing is changed. */
  readonly notices: () => Promise<Notices>;
  readonly actor: string;
  /** The database role under which the bridge works. */
  readonly serviceRole: string;
  /** Read only by the commands that need it. */
  readonly secretKey: () => Promise<SecretKey>;
  readonly input: () => Promise<string>;
  readonly print: (text: string) => void;
}

type Command = (ports: Ports, args: readonly string[]) => Promise<void>;

const COMMANDS: Record<string, Command> = {
  async migrate({ database, serviceRole, print }) {
    await migrate(database, serviceRole);
    print(`the ledger is up to date; ${serviceRole} may use it`);
  },
  async 'machine enrol'({ machines, notices }, [asset, gameName]) {
    const [id, game] = [assetArgument(asset), gameNameArgument(gameName)];
    const bridges = await notices();
    const enrolment = await machines.enrol(id, game, ACTOR);
    bridges.publish({ kind: 'machine', asset: enrolment.asset });
    print(
      `asset       ${enrolment.asset}\ndesignation ${enrolment.designation}\nsecret      ${enrolment.secret}`,
    );
  },
  async 'machine revoke'({ machines, notices }, [argument]) {
    const asset = assetArgument(argument);
    const bridges = await notices();
    if (!(await machines.revoke(asset, ACTOR))) throw new SettingsError(`no machine is enrolled as ${asset}`);
    bridges.publish({ kind: 'machine', asset });
    print(`${asset} is revoked`);
  },
  async 'machine redesignate'({ machines, notices }, [argument]) {
    const asset = assetArgument(argument);
    const bridges = await notices();
    const designation = await machines.redesignate(asset, ACTOR);
    if (designation === null) throw new SettingsError(`no machine is enrolled as ${asset}`);
    bridges.publish({ kind: 'machine', asset });
    print(`designation ${designation}`);
  },
  async 'ledger restored'({ database }) {
    await noteRestored(database, ACTOR);
    print('each machine now waits until its kiosk has told what it knows; start the bridge');
  },
  async 'machine list'({ machines }) {
    for (const { asset, designation, enabled, link, questions } of await machines.onFloor()) {
      const state = questions > 0 ? `${questions} questions` : '-';
      print(
        [asset, designation, enabled ? 'enabled' : 'disabled', link ? 'connected' : '-', state].join('\t'),
      );
    }
  },
  async 'keys rotate'({ database, secretKey, actor }, [option]) {
    if (option !== undefined && option !== '--at-once') throw new SettingsError(`unknown option ${option}`);
    const older = option === '--at-once' ? 'end-at-once' : 'live-out';
    print(`new signing key ${await rotateTokenKey(database, older, await secretKey(), actor)}`);
  },
  async 'keys rotate-tokens'({ database, secretKey, actor, print }) {
    const sealed = await new SplitTokens(await secretKey()).rotate(database, actor);
    print(`new key of split tokens; ${sealed} tokens are sealed with it`);
  },
  ...OPERATOR_COMMANDS,
  ...EXCLUSION_COMMANDS,
  async 'audit verify'({ database, print }, [anchor]) {
    await sealAudit(database);
    const { head } = intact(await verifyAudit(database, anchor === undefined ? null : headArgument(anchor)));
    print(`intact: ${head.position} entries, head ${head.position}:${head.hash}`);
    const { compared } = agreed(await verifyLedger(database));
    print(`the ledger is what the trail and the books say: ${compared} rows and entries agree`);
    for (const { account, currency, balance } of await trialBalance(database))
      print(`${account}\t${minorAsDecimal(balance, currency)} ${currency}`);
  },
  async 'audit verify-new'({ database, print }, [argument]) {
    const since = headArgument(argument ?? '');
    await sealAudit(database);
    const { head } = intact(await verifyNewOfAudit(database, since));
    const added = head.position - since.position;
    print(`intact since ${since.position}: ${added} new entries, head ${head.position}:${head.hash}`);
    const { compared } = agreed(await verifyNewOfLedger(database, since.position));
    print(
      `what is new in the ledger is what the trail and the books say: ${compared} rows and entries agree`,
    );
  },
};

const ACTOR = `bridge:admin ${process.env['SUDO_USER'] ?? process.env['USER'] ?? 'unknown'}`;

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function assetArgument(text: string | undefined): string {
  if (Value.Check(AssetId, text)) return text;
  throw new SettingsError('an asset id is needed: letters, digits, . _ -, at most 40');
}

function gameNameArgument(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (Value.Check(GameName, text) && isStorable(text)) return text;
  throw new SettingsError('a game name is 1 to 64 characters, none of them a control character');
}

function headArgument(text: string): ChainHead {
  const match = /^([1-9][0-9]*):([0-9a-f]{64})$/.exec(text);
  if (!match) throw new SettingsError('the head must be POSITION:HASH, as `audit verify` prints it');
  return { position: Number(match[1]), hash: match[2] ?? '' };
}

/** @throws {Error} that names where the trail is broken. */
function intact(verdict: ChainVerdict): Extract<ChainVerdict, { kind: 'intact' }> {
  if (verdict.kind === 'intact') return verdict;
  throw new Error(`the audit trail is broken at ${verdict.position}: ${verdict.why}`);
}

/** @throws {Error} that names what does not agree. */
function agreed(verdict: LedgerVerdict): LedgerVerdict {
  if (verdict.disagreements.length === 0) return verdict;
  const found = verdict.disagreements.join('\n');
  throw new Error(`the ledger is not what the audit trail and the books say:\n${found}`);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const command = COMMANDS[args.slice(0, 2).join(' ')];
  if (!command) {
    process.stdout.write(USAGE);
    if (!args.includes('--help') && !args.includes('-h')) process.exitCode = 2;
    return;
  }
  const log = createLog('warn');
  const { databaseUrl, dataDir } = readDatabaseSettings(process.env);
  const ownerUrl = readOwnerUrl(process.env);
  const joined =
    databaseUrl === null
      ? await joinEmbeddedPostgres(dataDir)
      : { url: ownerUrl ?? databaseUrl, leave: async () => undefined };
  const serviceRole =
    databaseUrl === null ? EMBEDDED_SERVICE_ROLE : decodeURIComponent(new URL(databaseUrl).username);
  const database = new Database(joined.url, {
    maxConnections: 2,
    onError: (error) => log.warn({ err: error }),
  });
  const secretKey = async () => sharedSecretKey(database, dataDir);
  const opened: Notices[] = [];
  const notices = async () => {
    const id = randomUUID();
    const made = new Notices(database, id, new NoticeSeal(await secretKey(), id), log);
    opened.push(made);
    return made;
  };
  try {
    if (command !== COMMANDS['migrate']) await requireLedger(database, 'any-role');
    await command(
      {
        database,
        machines: new Machines(database),
        notices,
        serviceRole,
        actor: ACTOR,
        input: async () => readAll(process.stdin),
        print,
        secretKey,
      },
      args.slice(2),
    );
    for (const each of opened) await each.published();
  } finally {
    await database.end();
    await joined.leave();
  }
}

/** @throws {SettingsError} when there is none, or another one than the bridges have: they would not hear us. */
async function sharedSecretKey(database: Database, dataDir: string): Promise<SecretKey> {
  const key = readSecretKey(process.env) ?? (await openSecretKeyFile(dataDir));
  try {
    await Digests.requireSameKey(key, async (name) => keptKey(database, name));
    return key;
  } catch (cause) {
    if (!(cause instanceof WrongSecretKeyError)) throw cause;
    throw new SettingsError(
      'BRIDGE_SECRET_KEY is not the key of the bridges on this database, so nothing was changed: set the same key',
      { cause },
    );
  }
}

/** 42501 is PostgreSQL's code for a privilege that is missing; the error of a transaction carries it as its cause. */
function notTheOwner(error: unknown): SettingsError | null {
  const { cause } = error instanceof Error ? error : {};
  if (cause !== undefined && !(error instanceof DatabaseError)) return notTheOwner(cause);
  if (!(error instanceof DatabaseError) || error.code !== '42501') return null;
  return new SettingsError(`MIGRATION_DATABASE_URL is needed for this: ${error.message}`, { cause: error });
}

main().catch((caught: unknown) => {
  const error = notTheOwner(caught) ?? caught;
  const lines =
    error instanceof SettingsError
      ? error.problems
      : [error instanceof Error ? error.message : String(error)];
  for (const line of lines) process.stderr.write(`bridge:admin: ${line}\n`);
  const ofSettings =
    error instanceof SettingsError || (error instanceof StartError && error.at === 'settings');
  process.exitCode = ofSettings ? 2 : 1;
});
