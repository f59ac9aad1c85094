/** The live channel from the desk's server, kept open: the last snapshot and the last picture of the glass. */
import type { DeskSnapshot } from '../contract.ts';

const RETRY_MS = 700;

export interface Live {
  /** False while the desk does not answer; the snapshot is then an old one. */
  connected: boolean;
  snapshot: DeskSnapshot | null;
  picture: ImageBitmap | null;
  /** Both call back on every change; they return the way to stop. */
  onSnapshot(listener: () => void): () => void;
  onPicture(listener: () => void): () => void;
}

/** Connects to the desk at once, and again whenever the connection is lost. */
export function connect(desk: URL): Live {
  const snapshots = new Set<() => void>();
  const pictures = new Set<() => void>();
  const live: Live = {
    connected: false,
    snapshot: null,
    picture: null,
    onSnapshot: (listener) => subscribe(snapshots, listener),
    onPicture: (listener) => subscribe(pictures, listener),
  };
  const show = async (jpeg: Blob): Promise<void> => {
    const picture = await createImageBitmap(jpeg);
    live.picture?.close();
    live.picture = picture;
    for (const tell of pictures) tell();
  };
  let shown = Promise.resolve(); // one after the other, so that the newest stays
  const open = (): void => {
    const socket = new WebSocket(desk);
    socket.addEventListener('message', ({ data }: MessageEvent<string | Blob>) => {
      if (typeof data === 'string') {
        live.connected = true;
        live.snapshot = JSON.parse(data) as DeskSnapshot;
        for (const tell of snapshots) tell();
      } else {
        shown = shown.then(() => show(data)).catch(() => undefined); // the next picture is soon here
      }
    });
    socket.addEventListener('close', () => {
      live.connected = false;
      for (const tell of snapshots) tell();
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
