/** The one window: frameless, black until the glass is painted, its page as confined as Electron can make it (S4). */
import { app, BrowserWindow, type Session } from 'electron';

const BLACK = '#000000';

export function createGlassWindow(session: Session, preloadFile: string): BrowserWindow {
  return new BrowserWindow({
    title: 'Topper',
    show: false,
    frame: false,
    backgroundColor: BLACK,
    autoHideMenuBar: true,
    enableLargerThanScreen: true,
    width: 1280,
    height: 720,
    webPreferences: {
      session,
      preload: preloadFile,
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
      devTools: !app.isPackaged,
      // A covered or unfocused glass still has to blank its code in time (G3).
      backgroundThrottling: false,
    },
  });
}
