/** Progress of setting up; on stderr unless told otherwise, so that stdout stays a program's own. */
const STILL_AT_IT_MS = 10_000;

/** Takes one line for the person who waits. */
export type Report = (line: string) => void;

export const toStderr: Report = (line) => console.error(line);

/** Runs one long step: says what begins, every ten seconds that it is still going, and how long it took. */
export async function withProgress<T>(report: Report, title: string, work: () => Promise<T>): Promise<T> {
  const begunAt = performance.now();
  const seconds = (): string => `${((performance.now() - begunAt) / 1000).toFixed(0)} s`;
  report(`${title} ...`);
  const ticker = setInterval(() => report(`  still at it, ${seconds()}`), STILL_AT_IT_MS);
  try {
    const result = await work();
    report(`  finished after ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
