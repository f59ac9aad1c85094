/** An empty window of the real runtime, sandboxed like the product's; the tests load the built glass into it. */
import { app, BrowserWindow } from 'electron';

app.disableHardwareAcceleration();
await app.whenReady();
const window = new BrowserWindow({
  width: 800,
  height: 600,
  frame: false,
  webPreferences: { sandbox: true, backgroundThrottling: false },
});
await window.loadURL('about:blank');
