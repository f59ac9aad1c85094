/** Ends processes of Chromium that do not do their work. It starts a new one of each, by itself or with the next page. */
import { app, type WebContents } from 'electron';
import type { Logger } from 'pino';

/**
 * SIGKILL, because a process that is stopped, or has no share of the processor, does not end itself when it is asked to
 * (`forcefullyCrashRenderer`).
 */
export function endRenderer(contents: WebContents, logger: Logger): void {
  end(contents.getOSProcessId(), logger);
}

/** Those that a page may depend on to paint: above all the one that puts its picture on the display. */
export function endServices(logger: Logger): void {
  for (const { type, pid } of app.getAppMetrics()) if (type === 'GPU' || type === 'Utility') end(pid, logger);
}

function end(pid: number, logger: Logger): void {
  if (pid === 0) return; // it never was
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    logger.warn({ event: 'process.notEnded', err: error, ended: pid }, 'gone already, or not ours to end');
  }
}
