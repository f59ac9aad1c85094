/**
 * Required by Electron before the application: it is ready only once Playwright has attached itself. Without it
 * Playwright's view of a window that opens meanwhile is now and then never complete, and `firstWindow` waits for ever.
 * Playwright does the same where it finds Electron by itself, together with switches that a kiosk does not have.
 */
const { app } = require('electron');

// Out of sight: the application reads the rest of its command line.
process.argv.splice(process.argv.indexOf('-r'), 2);

const ready = app.whenReady();
const attached = new Promise((resolve) => {
  // The last thing that Playwright evaluates here before it hands the application over.
  globalThis.__playwright_run = resolve;
});
app.whenReady = async () => {
  await attached;
  return ready;
};
