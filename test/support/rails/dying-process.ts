/**
 * A process that kills itself at a step of what it does: `WHEN STEP` in its arguments. WHEN is `before` or `after`, STEP the
 * beginning of a statement, of `COMMIT` and the first statement of its transaction, or of another name; or its number.
 * Where a numbered step fails, the next one that does not is taken.
 */
import { Database, type Transaction } from '../../../bridge/platform/postgres/database.ts';

const [when = '', step = ''] = process.argv.slice(2);
const isNumbered = /^\d+$/.test(step);
let steps = 0;

let beginning: string | null = null;

/** Steps count from the first one on whose name begins so. */
export function stepsBeginAt(name: string): void {
  beginning = name;
}

async function dieHere(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

/** Does it, unless this is the step at which the process ends. @param isDone whether it did what its name says. */
export async function through<T>(
  name: string,
  does: () => Promise<T>,
  isDone: (result: T) => boolean = () => true,
): Promise<T> {
  if (steps > 0 || (beginning !== null && name.startsWith(beginning))) steps++;
  const isIt = steps > 0 && (isNumbered ? steps >= Number(step) : name.startsWith(step));
  if (isIt && when === 'before') await dieHere();
  const result = await does();
  if (isIt && when === 'after' && isDone(result)) await dieHere();
  return result;
}

export class KillingDatabase extends Database {
  override query: Database['query'] = (sql, values) =>
    through(
      nameOf(sql),
      () => super.query(sql, values),
      ({ rowCount }) => rowCount !== 0 || isNumbered,
    );

  override async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let first = '';
    const result = await super.transaction(async (tx) => {
      const done = await work({
        query: (sql, values) => {
          first ||= nameOf(sql);
          return through(nameOf(sql), () => tx.query(sql, values));
        },
        withCommit: (sql, values) => {
          first ||= nameOf(sql);
          return through(nameOf(sql), () => tx.withCommit(sql, values));
        },
      });
      await through(`COMMIT ${first}`, async () => undefined);
      return done;
    });
    await through(`COMMITTED ${first}`, async () => undefined);
    return result;
  }
}

function nameOf(sql: string): string {
  return sql.replaceAll(/\s+/g, ' ').trim();
}
