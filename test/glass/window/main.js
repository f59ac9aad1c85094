/** An empty window of the real runtime, sandboxed like the product's; the tests load the built glass into it. */
import { app, BrowserWindow } from 'electron';

app.disableHardwareAcceleration();
app.on('ready', () => {
  const window = new BrowserWindow({
    width: 800,
    height: 600,
    frame: false,
    webPreferences: { sandbox: true, backgroundThrottling: false },
  });
  void window.loadURL('about:blank');
});
