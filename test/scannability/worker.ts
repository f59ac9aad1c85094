/** A thread that gets codes, reads each from every place, and sends back what was read, place by place. */
import { parentPort } from 'node:worker_threads';
import { placesOf, readFrom, type Reads } from './experiment.ts';
import type { Subject } from './subjects.ts';

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread only');
port.on('message', (subject: Subject) => {
  // What fails here fails the thread, and the run with it.
  void readAll(subject).then((reads) => port.postMessage(reads));
});

async function readAll(subject: Subject): Promise<Reads[]> {
  const all: Reads[] = [];
  for (const place of placesOf(subject)) all.push(await readFrom(subject, place));
  return all;
}
