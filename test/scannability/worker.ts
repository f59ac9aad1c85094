/** A thread that gets codes, and sends back what was read of each, place by place, or how far away it is read. */
import { parentPort } from 'node:worker_threads';
import { placesOf, readFrom, type Reads } from './experiment.ts';
import { reachOf } from './reach.ts';
import type { Subject } from './subjects.ts';

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread only');
export interface Task {
  readonly subject: Subject;
  readonly asks: 'places' | 'reach';
}

port.on('message', ({ subject, asks }: Task) => {
  // What fails here fails the thread, and the run with it.
  void (asks === 'places' ? readAll(subject) : reachOf(subject)).then((found) => port.postMessage(found));
});

async function readAll(subject: Subject): Promise<Reads[]> {
  const all: Reads[] = [];
  for (const place of placesOf(subject)) all.push(await readFrom(subject, place));
  return all;
}
