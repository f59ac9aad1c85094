/** The floor of the kiosk: one window with a ready code on it, and codes that come over a WebSocket. Nothing else. */
const path = require('node:path');
const { app, BrowserWindow, ipcMain } = require('electron');
const { WebSocket } = require('ws');

async function show() {
  await app.whenReady();
  const window = new BrowserWindow({
    show: false,
    frame: false,
    backgroundColor: '#000000',
    x: 0,
    y: 0,
    width: 1920,
    height: 1080,
    webPreferences: { preload: path.join(__dirname, 'preload.cjs') },
  });
  window.once('ready-to-show', () => window.show());
  ipcMain.once('painted', () => process.stdout.write('painted\n'));
  const loaded = window.loadFile(path.join(__dirname, 'page.html'));
  const codes = app.commandLine.getSwitchValue('codes');
  if (codes !== '')
    new WebSocket(codes).on('message', (/** @type {Buffer} */ data) =>
      window.webContents.send('code', data.toString('utf8')),
    );
  await loaded;
}

app.on('window-all-closed', () => app.quit());
show().catch(() => app.exit(1));
