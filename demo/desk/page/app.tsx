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
import { Stories } from './stories.tsx';
import { Tabs, type Tab } from './tabs.tsx';
import { Trouble } from './trouble.tsx';

const NOTICE_MS = 5_000;

export function App({ live }: { live: Live }) {
  const { snapshot, connected } = useLive(live);
  const [notice, setNotice] = useState<string | null>(null);
  const [tab, setTab] = useState<Tab>('cabinet');
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
    <div class="desk" data-tab={tab}>
      <Header snapshot={snapshot} perform={perform} />
      <Glass live={live} snapshot={snapshot} />
      <Stories />
      <Tabs tab={tab} turn={setTab} snapshot={snapshot} />
      <Trouble snapshot={snapshot} perform={perform} />
      <Cabinet snapshot={snapshot} perform={perform} />
      <Books snapshot={snapshot} perform={perform} />
      <Phone key={snapshot.startedAt} live={live} snapshot={snapshot} perform={perform} />
      {connected ? null : <p class="lost">The demo does not answer. Is it still running?</p>}
      {notice === null ? null : (
        <p class="notice" role="alert">
          {notice}
        </p>
      )}
    </div>
  );
}

function useLive(live: Live): { snapshot: DeskSnapshot | null; connected: boolean } {
  const [now, setNow] = useState({ snapshot: live.snapshot, connected: live.connected });
  useEffect(() => {
    const take = (): void => setNow({ snapshot: live.snapshot, connected: live.connected });
    take(); // what came between the first rendering and now
    return live.onSnapshot(take);
  }, [live]);
  return now;
}
