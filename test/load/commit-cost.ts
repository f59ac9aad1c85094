/**
 * What a funding costs in PostgreSQL alone: three commits of one small row each, by as many connections as the bridge
 * has, for as many callers at once. No bridge can be faster than this on the same disk.
 */
import { Pool } from 'pg';

const COMMITS = 3;

export async function measureCommits(
  databaseUrl: string,
  inFlight: number,
  durationMs: number,
  connections: number,
) {
  const pool = new Pool({ connectionString: databaseUrl, max: connections });
  await pool.query('CREATE TABLE IF NOT EXISTS load_commits (id bigserial PRIMARY KEY, body text NOT NULL)');
  const took: number[] = [];
  const until = performance.now() + durationMs;
  const caller = async () => {
    while (performance.now() < until) {
      const start = performance.now();
      for (let commit = 0; commit < COMMITS; commit++) {
        await pool.query('INSERT INTO load_commits (body) VALUES ($1)', ['x'.repeat(200)]);
      }
      took.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
  await pool.query('DROP TABLE load_commits');
  await pool.end();
  return took;
}
