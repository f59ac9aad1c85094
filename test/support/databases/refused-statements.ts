import { DatabaseError, type Client } from 'pg';

/** Runs the statements in one transaction, which is undone. @returns which rule of the database refused one, or null. */
export async function refusedStatements(
  client: Client,
  ...statements: readonly string[]
): Promise<string | null> {
  await client.query('BEGIN');
  try {
    for (const statement of statements) await client.query(statement);
    return null;
  } catch (error) {
    if (error instanceof DatabaseError && error.code?.startsWith('23') === true) return error.message;
    throw error;
  } finally {
    await client.query('ROLLBACK');
  }
}
