/**
 * The one window: frameless, black until the glass is painted, its page as confined as Electron can make it
 * [locked-down].
 */
import { app, BrowserWindow, type Session } from 'electron';
import { glassPreferences } from './glass-preferences.ts';

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
    webPreferences: { session, preload: preloadFile, ...glassPreferences(app.isPackaged) },
  });
}
