import { expect, it } from 'vitest';
import { glassPreferences } from './glass-preferences.ts';

it('the glass of an installed kiosk has no power that a window can give, and leaves none to a default [locked-down]', () => {
  expect(glassPreferences(true)).toEqual({
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
    devTools: false,
    backgroundThrottling: false,
  });
});

it('from a checkout it has developer tools, and nothing more', () => {
  expect(glassPreferences(false)).toEqual({ ...glassPreferences(true), devTools: true });
});
