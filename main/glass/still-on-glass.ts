import type { GlassSnapshot, Screen } from '../../preload/contract.ts';
import type { OnGlass } from '../kiosk-ports.ts';
import { settingsDefaults } from '../settings/settings.ts';

/** Takes the place of a kiosk that cannot run: it shows one screen and ignores everything. */
export function stillOnGlass(screen: Screen): OnGlass {
  const snapshot: GlassSnapshot = {
    sequence: 0,
    screen,
    locale: 'en',
    asset: '',
    acceptedNotes: [],
    responsibleGambling: { helpline: settingsDefaults.glass.helpline },
    display: null,
    trial: null,
    brand: null,
  };
  return {
    start: () => undefined,
    stop: async () => undefined,
    snapshot: () => snapshot,
    onSnapshot: () => () => undefined,
    painted: () => undefined,
    glassRead: () => undefined,
    operator: () => undefined,
    touched: () => undefined,
    resumed: () => undefined,
  };
}
