/** Whether a large ledger makes it longer to prove what is new in it. */
import { sealAudit, verifyNewOfAudit } from '../../../bridge/ledger/audit-chain.ts';
import { verifyNewOfLedger } from '../../../bridge/ledger/ledger-check.ts';
import { Database } from '../../../bridge/platform/postgres/database.ts';
import type { Row, Sizes } from '../row.ts';
import { inHistory } from './in-history.ts';
import { oneByOne } from './pace.ts';
import type { Properties } from './properties.ts';
import type { Property } from './property.ts';

/** Fundings between the noted head and the end, each time. */
const NEW_FUNDINGS = 50;

export function verifyNew(properties: Properties, sizes: Sizes): Row[] {
  return inHistory(
    {
      name: 'verify-new',
      title: `Proof of ${NEW_FUNDINGS} new fundings since a noted head`,
      product: `What \`bridge:admin audit verify-new\` does, in this process, after ${NEW_FUNDINGS} fundings.`,
      prepare: async (property) => async () => proveNew(property),
      samples: 2,
    },
    properties,
    sizes,
  );
}

async function proveNew(property: Property): Promise<number> {
  const database = new Database(property.site.ownerUrl, { maxConnections: 1, onError: () => undefined });
  try {
    await sealAudit(database);
    const [head] = await property.site.sql<{ position: string; hash: string }>(
      'SELECT position, hash FROM audit_chain ORDER BY position DESC LIMIT 1',
    );
    const since = { position: Number(head?.position), hash: head?.hash ?? '' };
    await oneByOne(NEW_FUNDINGS, async () => property.fund());
    const begunAt = performance.now();
    await sealAudit(database);
    const chain = await verifyNewOfAudit(database, since);
    const ledger = await verifyNewOfLedger(database, since.position);
    const took = performance.now() - begunAt;
    if (chain.kind !== 'intact' || ledger.disagreements.length > 0)
      throw new Error(`the ledger was not proved: ${JSON.stringify([chain, ledger])}`);
    return took;
  } finally {
    await database.end();
  }
}
