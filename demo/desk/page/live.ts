/** The live channel from the desk's server, kept open: the last snapshot and the last picture of the glass. */
import type { DeskSnapshot } from '../contract.ts';

const RETRY_MS = 700;

export interface Live {
  snapshot: DeskSnapshot | null;
  picture: ImageBitmap | null;
  /** Both call back on every change; they return the way to stop. */
  onSnapshot(listener: () => void): () => void;
  onPicture(listener: () => void): () => void;
}

/** Connects to the desk at once, and again whenever the connection is lost: then the snapshot is null. */
export function connect(page: URL): Live {
  const snapshots = new Set<() => void>();
  const pictures = new Set<() => void>();
  const live: Live = {
    snapshot: null,
    picture: null,
    onSnapshot: (listener) => subscribe(snapshots, listener),
    onPicture: (listener) => subscribe(pictures, listener),
  };
  const setSnapshot = (snapshot: DeskSnapshot | null): void => {
    live.snapshot = snapshot;
    for (const listener of snapshots) listener();
  };
  const setPicture = async (jpeg: Blob): Promise<void> => {
    const picture = await createImageBitmap(jpeg);
    live.picture?.close();
    live.picture = picture;
    for (const listener of pictures) listener();
  };
  const open = (): void => {
    const socket = new WebSocket(page);
    socket.addEventListener('message', ({ data }: MessageEvent<string | Blob>) => {
      if (typeof data === 'string') setSnapshot(JSON.parse(data) as DeskSnapshot);
      else void setPicture(data);
    });
    socket.addEventListener('close', () => {
      setSnapshot(null);
      setTimeout(open, RETRY_MS);
    });
  };
  open();
  return live;
}

function subscribe(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
