/** What this part of the sandbox is made of. */
import type Database from 'libsql';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DemoBank } from '../demo-bank.ts';
import { durableKey } from '../storage.ts';
import { onFileAgenda } from './agenda.ts';
import { registerApi } from './api.ts';
import { MovableClock } from '../movable-clock.ts';
import { registerOnFileControl } from './control-routes.ts';
import { EventQueue, type Merchant } from './event-queue.ts';
import { EventSender } from './event-sender.ts';
import { OnFileFaultSwitch } from './faults.ts';
import { Ids } from './ids.ts';
import { Reception } from './lightbox/reception.ts';
import { registerLightbox, visitUrl } from './lightbox/routes.ts';
import { SplitTokens } from './split-tokens.ts';
import { TransactionStore } from './transaction-store.ts';
import { Transactions } from './transactions.ts';

export interface OnFilePorts {
  readonly database: Database.Database;
  readonly bank: DemoBank;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Base of the Lightbox as the phone reaches it. */
  readonly publicUrl: () => string;
}

export interface OnFile {
  registerApi(server: FastifyInstance): Promise<void>;
  /** What phones reach: the SDK's script and the Lightbox. */
  registerLightbox(server: FastifyInstance): Promise<void>;
  registerControl(server: FastifyInstance): void;
  start(): void;
  stop(): Promise<void>;
}

export function createOnFile(merchant: Merchant, ports: OnFilePorts): OnFile {
  const { database, bank, log, now, publicUrl } = ports;
  const faults = new OnFileFaultSwitch();
  const ids = new Ids(database);
  const transactions = new Transactions(
    new TransactionStore(database),
    new EventQueue(database, ids, faults, merchant),
    new MovableClock(database, 'on file', now),
    ids,
    faults,
  );
  const tokens = new SplitTokens(durableKey(database, 'split-token'));
  const agenda = onFileAgenda({ transactions, sender: new EventSender(merchant), faults, log });
  const reception = new Reception({ merchant, transactions, tokens, faults, agenda, bank, log });
  return {
    registerApi: (server) =>
      registerApi(server, {
        merchant,
        transactions,
        tokens,
        faults,
        agenda,
        openLightbox: (transaction) => `${publicUrl()}${visitUrl(reception.open(transaction).id)}`,
      }),
    registerLightbox: (server) => registerLightbox(server, reception, merchant.accessId),
    registerControl: (server) =>
      registerOnFileControl(server, {
        transactions,
        faults,
        agenda,
        logIn: async (fields, choice) => reception.walkThrough(fields, choice),
      }),
    start: () => agenda.wake(),
    stop: async () => agenda.stop(),
  };
}
