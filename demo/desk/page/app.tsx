/** The desk: the glass, what can go wrong, the cabinet, the books, and the player's phone. */
import { useEffect, useState } from 'preact/hooks';
import type { DeskSnapshot } from '../contract.ts';
import { act, type Do } from './act.ts';
import { Books } from './books.tsx';
import { Cabinet } from './cabinet.tsx';
import { Glass } from './glass.tsx';
import { Header } from './header.tsx';
import type { Live } from './live.ts';
import { Phone } from './phone.tsx';
import { Trouble } from './trouble.tsx';

const NOTICE_MS = 5_000;

export function App({ live }: { live: Live }) {
  const snapshot = useSnapshot(live);
  const [notice, setNotice] = useState<string | null>(null);
  useEffect(() => {
    if (notice === null) return undefined;
    const timer = setTimeout(() => setNotice(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);

  if (snapshot === null) return <div class="connecting">Connecting to the demo ...</div>;
  const perform: Do = (action) => {
    void act(action).then(setNotice);
  };
  return (
    <div class="desk">
      <Header snapshot={snapshot} />
      <Glass live={live} snapshot={snapshot} />
      <Trouble snapshot={snapshot} perform={perform} />
      <Cabinet snapshot={snapshot} perform={perform} />
      <Books snapshot={snapshot} />
      <Phone live={live} code={snapshot.glass.code} />
      {notice === null ? null : (
        <div class="notice" role="alert">
          {notice}
        </div>
      )}
    </div>
  );
}

function useSnapshot(live: Live): DeskSnapshot | null {
  const [snapshot, setSnapshot] = useState(live.snapshot);
  useEffect(() => {
    const take = (): void => setSnapshot(live.snapshot);
    take(); // what came between the first rendering and now
    return live.onSnapshot(take);
  }, [live]);
  return snapshot;
}
