/** Trustly North America, on file, as a rail: an account is chosen once at the bank, and then paid from by one tap. */
import type { Log } from '../../platform/log.ts';
import type { Database } from '../../platform/postgres/database.ts';
import type { AccountTokens } from '../../platform/secrets/account-tokens.ts';
import type { Digests } from '../../platform/secrets/digests.ts';
import type { SecretKey } from '../../platform/secrets/secret-key.ts';
import type { AccountPage } from '../account-page.ts';
import type { RailPages } from '../rail-pages.ts';
import type { NotificationInbox, Rail } from '../rail.ts';
import { CAPTURE_TIMES, type CaptureTimes, type PaymentOutlook } from './capture-ports.ts';
import { CaptureWorker } from './capture-worker.ts';
import { OnFileClient } from './client.ts';
import { OnFileAccountPage, type AccountSettings } from './account-page.ts';
import { notificationRoutes } from './notifications.ts';
import { ON_FILE } from './on-file.ts';
import { onFilePayouts, onFileRefunds } from './orders.ts';
import type { PageCodes } from '../page-codes.ts';
import { OnFilePayPage } from './pay-page.ts';
import { SplitTokens } from './split-tokens.ts';

export interface OnFileSettings extends AccountSettings {
  /** The casino takes a guaranteed capture as money when it is processed, and the risk that it is denied. */
  readonly takesProcessed: boolean;
  /** How long the money of a payment is held before it is captured; 0: it is not held. */
  readonly holdHours: number;
  /** Payouts are asked for at once where the bank can. */
  readonly paysOutInstantly: boolean;
}

export interface OnFilePorts {
  readonly database: Database;
  readonly secretKey: SecretKey;
  readonly inbox: NotificationInbox;
  readonly digests: Digests;
  readonly accountTokens: AccountTokens;
  readonly outlook: PaymentOutlook;
  /** The codes that lead to our own pay page. */
  readonly codes: PageCodes;
  readonly log: Log;
}

export function trustlyOnFile(
  settings: OnFileSettings,
  ports: OnFilePorts,
  times: CaptureTimes = CAPTURE_TIMES,
): Rail & { readonly pages: RailPages & { readonly accountPage: AccountPage } } {
  const { merchant, takesProcessed, holdHours, paysOutInstantly } = settings;
  const { database, secretKey, inbox, digests, accountTokens, outlook, codes, log } = ports;
  const client = new OnFileClient(merchant, log);
  const splitTokens = new SplitTokens(secretKey);
  const captures = new CaptureWorker(
    { database, client, inbox, splitTokens, digests, accountTokens, takesProcessed, holdHours, outlook, log },
    times,
  );
  const wake = () => captures.wake();
  const logins = { database, client, inbox, splitTokens, wake };
  return {
    name: ON_FILE,
    movesMoney: 'pays-first',
    refunds: onFileRefunds(client),
    payouts: onFilePayouts(client, accountTokens, paysOutInstantly),
    codes: codes.source,
    pages: {
      payPage: new OnFilePayPage(settings, logins),
      accountPage: new OnFileAccountPage(settings, logins),
      readCode: (asset, token) => codes.read(asset, token),
    },
    routes: notificationRoutes({ merchant, inbox, splitTokens, digests, takesProcessed, wake }),
    async start() {
      captures.start();
    },
    async stop() {
      await captures.stop();
      await client.stop();
    },
  };
}
