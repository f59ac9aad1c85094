/** An empty window of the real runtime, sandboxed like the product's; the tests load the built glass into it. */
import { app, BrowserWindow } from 'electron';

app.disableHardwareAcceleration();
// Not awaited at the top level: Electron is ready only when this file is through.
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 800,
    height: 600,
    frame: false,
    webPreferences: { sandbox: true, backgroundThrottling: false },
  });
  return window.loadURL('about:blank');
});
