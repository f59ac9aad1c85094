/** What the glass's page is allowed by its window: as little as Electron can allow [locked-down]. */
import type { WebPreferences } from 'electron';

/** @param packaged an installed kiosk has no developer tools. */
export function glassPreferences(packaged: boolean): WebPreferences {
  return {
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    disableDialogs: true,
    spellcheck: false,
    enableWebSQL: false,
    devTools: !packaged,
    // A covered or unfocused glass still has to blank its code in time [blank-by-itself].
    backgroundThrottling: false,
  };
}
