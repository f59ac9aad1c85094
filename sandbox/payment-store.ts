/** Payments, durable [durable-first]. */
import type Database from 'libsql';
import { jsonReader } from './checked-json.ts';
import { Payment } from './payment.ts';

const decode = jsonReader(Payment);

const isSettled = (payment: Payment): boolean =>
  payment.state === 'CAPTURED' || (payment.state === 'VOIDED' && payment.noticeDue === null);

export class PaymentStore {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  /** @returns false, and records nothing, when money moved or may still move by the same code. */
  insert(payment: Payment): boolean {
    const { changes } = this.#database
      .prepare(
        `INSERT INTO payments (funding_id, code_id, checkout_id, state, settled, created_at, payment)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
      )
      .run(
        payment.fundingId,
        payment.codeId,
        payment.checkoutId,
        payment.state,
        isSettled(payment) ? 1 : 0,
        payment.createdAt,
        JSON.stringify(payment),
      );
    return changes === 1;
  }

  update(payment: Payment): void {
    this.#database
      .prepare('UPDATE payments SET state = ?, settled = ?, payment = ? WHERE funding_id = ?')
      .run(payment.state, isSettled(payment) ? 1 : 0, JSON.stringify(payment), payment.fundingId);
  }

  get(fundingId: string): Payment | null {
    return this.#first('WHERE funding_id = ?', fundingId);
  }

  /** The payment by which this code moved money, or by which it may yet. */
  usingCode(codeId: string): Payment | null {
    return this.#first(`WHERE code_id = ? AND state <> 'VOIDED'`, codeId);
  }

  /** The newest payment of a microsite visit. */
  ofCheckout(checkoutId: string): Payment | null {
    return this.#first('WHERE checkout_id = ? ORDER BY created_at DESC, rowid DESC', checkoutId);
  }

  /** What the bridge still has to be asked or told. */
  unsettled(): Payment[] {
    return this.#all('WHERE settled = 0 ORDER BY created_at, rowid');
  }

  newest(limit: number): Payment[] {
    return this.#all('ORDER BY created_at DESC, rowid DESC LIMIT ?', limit);
  }

  #first(where: string, parameter: string): Payment | null {
    return this.#all(`${where} LIMIT 1`, parameter)[0] ?? null;
  }

  #all(where: string, ...parameters: (string | number)[]): Payment[] {
    const rows = this.#database.prepare(`SELECT payment FROM payments ${where}`).all(...parameters);
    return (rows as { payment: string }[]).map((row) => decode(row.payment));
  }
}
