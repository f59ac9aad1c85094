/** `bridge:admin -- operator ...`: the accounts of the people who use the floor page. */
import { text as readAll } from 'node:stream/consumers';
import { Value } from 'typebox/value';
import { SettingsError } from '../platform/environment.ts';
import { hashPassword, makePassword, SHORTEST_PASSWORD } from '../operators/password.ts';
import { OperatorName, OperatorRole, Operators } from '../ledger/operators.ts';
import type { Database } from '../platform/postgres/database.ts';

export const OPERATOR_USAGE = `  operator add NAME ROLE [--password-stdin]
                          an account for the floor page; ROLE is look, settle (fundings by hand) or administer.
                          Prints a password, once, or takes one from standard input
  operator password NAME [--password-stdin]
                          a new password; whoever is signed in with the old one is signed out
  operator role NAME ROLE change what the account may do
  operator disable NAME   end the account and its sessions; operator enable NAME gives it back
  operator list           accounts, their roles, and whether they are enabled`;

interface Ports {
  readonly database: Database;
  /** Who runs the command, for the audit trail. */
  readonly actor: string;
  readonly print: (text: string) => void;
}

type Command = (ports: Ports, args: readonly string[]) => Promise<void>;

export const OPERATOR_COMMANDS: Readonly<Record<string, Command>> = {
  async 'operator add'({ database, actor, print }, [nameArgument, roleArgument, option]) {
    const [name, role] = [operatorName(nameArgument), operatorRole(roleArgument)];
    const password = await passwordBy(option);
    const added = await new Operators(database).add(name, role, await hashPassword(password.text), actor);
    if (!added) throw new SettingsError(`there is already an account ${name}`);
    print(`name     ${name}\nrole     ${role}${password.made ? `\npassword ${password.text}` : ''}`);
  },
  async 'operator password'({ database, actor, print }, [nameArgument, option]) {
    const name = operatorName(nameArgument);
    const password = await passwordBy(option);
    known(
      await new Operators(database).replacePassword(name, await hashPassword(password.text), actor),
      name,
    );
    print(password.made ? `password ${password.text}` : `the password of ${name} is replaced`);
  },
  async 'operator role'({ database, actor, print }, [nameArgument, roleArgument]) {
    const [name, role] = [operatorName(nameArgument), operatorRole(roleArgument)];
    known(await new Operators(database).setRole(name, role, actor), name);
    print(`${name} may ${role}`);
  },
  async 'operator disable'({ database, actor, print }, [nameArgument]) {
    const name = operatorName(nameArgument);
    known(await new Operators(database).setEnabled(name, false, actor), name);
    print(`${name} is disabled`);
  },
  async 'operator enable'({ database, actor, print }, [nameArgument]) {
    const name = operatorName(nameArgument);
    known(await new Operators(database).setEnabled(name, true, actor), name);
    print(`${name} is enabled`);
  },
  async 'operator list'({ database, print }) {
    for (const { name, role, enabled } of await new Operators(database).all())
      print([name, role, enabled ? 'enabled' : 'disabled'].join('\t'));
  },
};

/** Never an argument: those are seen by every process of the machine, and kept by shells. */
async function passwordBy(option: string | undefined): Promise<{ text: string; made: boolean }> {
  if (option === undefined) return { text: makePassword(), made: true };
  if (option !== '--password-stdin')
    throw new SettingsError('a password cannot be given on the command line: use --password-stdin');
  const [text = ''] = (await readAll(process.stdin)).split(/\r?\n/);
  if (text.length < SHORTEST_PASSWORD || text.length > 256)
    throw new SettingsError(`a password has ${SHORTEST_PASSWORD} to 256 characters`);
  return { text, made: false };
}

function operatorName(text: string | undefined): string {
  if (Value.Check(OperatorName, text)) return text;
  throw new SettingsError('an account name is needed: small letters, digits, . _ @ -, at most 60');
}

function operatorRole(text: string | undefined): OperatorRole {
  if (Value.Check(OperatorRole, text)) return text;
  throw new SettingsError('a role is needed: look, settle or administer');
}

function known(found: boolean, name: string): void {
  if (!found) throw new SettingsError(`there is no account ${name}`);
}
