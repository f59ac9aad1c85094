/** How the kiosk is started from the checkout. */
import { CHECKOUT } from './checkout.ts';
import type { Runtime } from './runtime.ts';

export interface KioskCommand {
  file: string;
  args: string[];
  env: NodeJS.ProcessEnv;
}

/** The command line and environment for Electron on the built kiosk; `args` are passed on. */
export function kioskCommand(runtime: Runtime, args: readonly string[]): KioskCommand {
  const linux = process.platform === 'linux';
  // Chromium refuses to run as root with its sandbox on. Only a developer's start does this, never the product.
  const asRoot = linux && process.getuid?.() === 0;
  return {
    file: runtime.executablePath,
    args: [
      CHECKOUT,
      ...(asRoot ? ['--no-sandbox'] : []),
      // On Wayland a window cannot be placed.
      ...(linux ? ['--ozone-platform=x11'] : []),
      ...args,
    ],
    env: {
      ...process.env,
      // Nobody listens on a bus in a bare session; without this Chromium complains at every start.
      DBUS_SESSION_BUS_ADDRESS: process.env['DBUS_SESSION_BUS_ADDRESS'] ?? 'disabled:',
    },
  };
}
