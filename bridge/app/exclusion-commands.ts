/** `bridge:admin -- exclusions ...`: who may not pay. Ids come by standard input or in a file, never as an argument. */
import { readFile } from 'node:fs/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { EXCLUSION_SOURCE_PATTERN, type PresentExclusion } from '../ledger/exclusions.ts';
import { sealedKey } from '../ledger/sealed-keys.ts';
import { SettingsError } from '../platform/environment.ts';
import type { Database } from '../platform/postgres/database.ts';
import { Digests } from '../platform/secrets/digests.ts';
import type { SecretKey } from '../platform/secrets/secret-key.ts';
import { ExclusionListError } from '../protection/exclusion-csv.ts';
import { ExclusionList, ExclusionRefusedError } from '../protection/exclusion-list.ts';

export const EXCLUSION_USAGE = `  exclusions import SOURCE FILE [--empty]
                          replace the whole list SOURCE by a CSV file: kind,id,country,from,until; with one wrong line
                          nothing is changed. --empty: an empty list is meant, and lets everybody in
  exclusions add SOURCE KIND [--country CC] [--from WHEN] [--until WHEN]
                          one line more; KIND is account, player or person. Reads the id from standard input.
                          WHEN is a day or an instant: 2026-05-01, 2026-05-01T06:00+02:00
  exclusions find KIND [--country CC]
                          the lines of all lists about an id, which it reads from standard input
  exclusions end SOURCE NUMBER
                          end one line, by the number that add, find and list print
  exclusions list [SOURCE]
                          the lists; or the lines of one, without the ids, which are not kept`;

interface Ports {
  readonly database: Database;
  /** Who runs the command. */
  readonly actor: string;
  readonly secretKey: () => Promise<SecretKey>;
  /** Standard input, to its end. */
  readonly input: () => Promise<string>;
  readonly print: (text: string) => void;
}

type Command = (ports: Ports, args: readonly string[]) => Promise<void>;

export const EXCLUSION_COMMANDS: Readonly<Record<string, Command>> = {
  async 'exclusions import'(ports, args) {
    const { positionals, values } = parsed(args, { empty: { type: 'boolean' } }, 2);
    const [source, file] = [sourceArgument(positionals[0]), positionals[1]];
    if (file === undefined) throw new SettingsError('a CSV file is needed');
    const csv = await readCsv(file);
    const by = { actor: ports.actor, mayBeEmpty: values.empty === true };
    const { lines, added, ended, unchanged } = await told((await listOf(ports)).import(source, csv, by));
    ports.print(`${source}: ${lines} lines; ${added} added, ${ended} ended, ${unchanged} unchanged`);
  },
  async 'exclusions add'(ports, args) {
    const { positionals, values } = parsed(args, TEXTS, 2);
    const source = sourceArgument(positionals[0]);
    const { country = '', from = '', until = '' } = values;
    const written = { kind: positionals[1] ?? '', id: onlyLine(await ports.input()), country, from, until };
    const { line, isNew } = await told((await listOf(ports)).add(source, written, ports.actor));
    ports.print(isNew ? rowOf(line) : `${rowOf(line)}\twas there before`);
  },
  async 'exclusions find'(ports, args) {
    const { positionals, values } = parsed(args, TEXTS, 1);
    const { country = '' } = values;
    const about = { kind: positionals[0] ?? '', id: onlyLine(await ports.input()), country };
    const found = await told((await listOf(ports)).find(about));
    for (const line of found) ports.print(rowOf(line));
    if (found.length === 0) ports.print('no list has it');
  },
  async 'exclusions end'(ports, args) {
    const [sourceText, numberText = ''] = parsed(args, {}, 2).positionals;
    const source = sourceArgument(sourceText);
    if (!/^[1-9][0-9]{0,14}$/.test(numberText)) throw new SettingsError('the number of a line is needed');
    const ended = await (await listOf(ports)).end(source, Number(numberText), ports.actor);
    if (!ended) throw new SettingsError(`${source} has no line ${numberText} that has not ended`);
    ports.print(`line ${numberText} of ${source} has ended`);
  },
  async 'exclusions list'(ports, args) {
    const [sourceText] = parsed(args, {}, 1).positionals;
    const list = await listOf(ports);
    if (sourceText !== undefined) {
      for (const line of await list.linesOf(sourceArgument(sourceText))) ports.print(rowOf(line));
      return;
    }
    for (const { source, lines, inForce, changedAt } of await list.sources())
      ports.print([source, `${lines} lines`, `${inForce} in force`, changedAt.toISOString()].join('\t'));
  },
};

const TEXTS = { country: { type: 'string' }, from: { type: 'string' }, until: { type: 'string' } } as const;

async function listOf({ database, secretKey }: Ports): Promise<ExclusionList> {
  const digests = await Digests.open(await secretKey(), (name, fresh) => sealedKey(database, name, fresh));
  return new ExclusionList(database, digests);
}

/** @throws {SettingsError} for an option that is not known, or an argument too many, without what it was. */
function parsed<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
  mostPositionals: number,
) {
  const read = parseOptions(args, options);
  if (read.positionals.length > mostPositionals)
    throw new SettingsError('there is an argument too many; an id comes by standard input');
  return read;
}

function parseOptions<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw new SettingsError('an option is not known, or has no value', { cause });
  }
}

function sourceArgument(text: string | undefined): string {
  if (text !== undefined && new RegExp(EXCLUSION_SOURCE_PATTERN).test(text)) return text;
  throw new SettingsError('the name of a list is needed: small letters, digits, . _ -, at most 40');
}

/** Never an argument: those are seen by every process of the machine, and kept by shells. */
function onlyLine(input: string): string {
  const [line = '', ...more] = input.trim().split(/\r?\n/);
  if (more.length > 0) throw new SettingsError('one id at a time: for more of them, import a list');
  return line;
}

async function readCsv(file: string): Promise<string> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new SettingsError(`${file} cannot be read`, { cause });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new SettingsError(`${file} is not UTF-8`, { cause });
  }
}

/** @throws {SettingsError} where what was told is no line of a list. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ExclusionListError || error instanceof ExclusionRefusedError)
      throw new SettingsError(error.message, { cause: error });
    throw error;
  }
}

function rowOf({ exclusionId, source, kind, from, until, addedAt, addedBy }: PresentExclusion): string {
  const period = `${from?.toISOString() ?? 'since added'} to ${until?.toISOString() ?? 'taken back'}`;
  return [exclusionId, source, kind, period, addedAt.toISOString(), addedBy].join('\t');
}
