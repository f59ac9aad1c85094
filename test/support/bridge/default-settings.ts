/** The bridge's settings with every default: the times and limits in its documents are those. */
import { readSettings, type Settings } from '../../../bridge/app/settings.ts';

export const DEFAULT_SETTINGS: Settings = readSettings({
  TRUSTLY_URL: 'https://trustly.invalid',
  TRUSTLY_ACCESS_ID: 'none',
  TRUSTLY_ACCESS_KEY: 'none',
  TRUSTLY_MERCHANT_ID: 'none',
  TPAS_CLIENT_ID: 'none',
  TPAS_CLIENT_SECRET: 'of-no-bridge-that-runs',
  BRIDGE_OPERATOR_TOKEN: 'of-no-bridge-that-runs',
});
