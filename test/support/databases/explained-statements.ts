/** What PostgreSQL itself says that it did for each statement: its auto_explain, read back from the server's log. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeSite } from '../bridge/bridge-site.ts';

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows one statement read of one table, and how. */
export interface TableRead {
  readonly statement: string;
  readonly table: string;
  readonly how: string;
  readonly rows: number;
}

const EXPLAIN = `
  ALTER DATABASE postgres SET session_preload_libraries = 'auto_explain';
  ALTER DATABASE postgres SET auto_explain.log_min_duration = 0;
  ALTER DATABASE postgres SET auto_explain.log_analyze = on;
  ALTER DATABASE postgres SET auto_explain.log_timing = off;
  ALTER DATABASE postgres SET auto_explain.log_nested_statements = on;
  ALTER DATABASE postgres SET auto_explain.log_format = json`;

export class ExplainedStatements {
  readonly #logFile: string;
  readonly #skip: number;

  private constructor(logFile: string, skip: number) {
    this.#logFile = logFile;
    this.#skip = skip;
  }

  /** From now on; connections that are open already are not seen. */
  static async of(site: BridgeSite): Promise<ExplainedStatements> {
    const logFile = join(site.dataDir, 'postgres', 'server.log');
    await site.sql(EXPLAIN);
    return new ExplainedStatements(logFile, (await readFile(logFile, 'utf8')).length);
  }

  async reads(): Promise<TableRead[]> {
    const log = (await readFile(this.#logFile, 'utf8')).slice(this.#skip);
    return [...log.matchAll(/plan:\n((?:\t.*\n)+)/g)].flatMap(([, text = '']) => {
      const { 'Query Text': statement, Plan: plan } = JSON.parse(text) as {
        'Query Text': string;
        Plan: PlanNode;
      };
      return nodesOf(plan).flatMap((node) => readOf(statement, node));
    });
  }
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function readOf(statement: string, node: PlanNode): TableRead[] {
  const table = node['Relation Name'];
  if (table === undefined || !node['Node Type'].endsWith('Scan')) return [];
  const each = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
  const rows = (each + (node['Rows Removed by Index Recheck'] ?? 0)) * (node['Actual Loops'] ?? 0);
  return [{ statement: statement.replaceAll(/\s+/g, ' ').trim(), table, how: node['Node Type'], rows }];
}
