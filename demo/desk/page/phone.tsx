/** The player's phone: a camera that looks at the glass, and a browser that opens what it reads there. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { isAccount } from '../../on-file-captures.ts';
import type { DecodedCode, DeskSnapshot } from '../contract.ts';
import type { Do } from './act.ts';
import { aim } from './aim.ts';
import type { Live } from './live.ts';
import { asReachedFromHere, keepOpened, openedBefore } from './opened.ts';
import { Picture } from './picture.tsx';
import { RailChoice } from './rail-choice.tsx';

/** In CSS pixels: the width of a usual phone, and of a narrow one where the desk is small, so that it can be read. */
const PHONE_WIDTH = 390;
const NARROW_WIDTH = 320;
/** The page is not scaled below this, unless even the narrow phone does not fit. */
const SMALLEST = 0.7;

/** One phone for each demo: it is made anew, by its `key`, when that is reset. */
export function Phone({ live, snapshot, perform }: { live: Live; snapshot: DeskSnapshot; perform: Do }) {
  const { startedAt, phones } = snapshot;
  const { code } = snapshot.glass;
  const [opened, setOpened] = useState(() => openedBefore(startedAt));
  const open = (url: string | null): void => {
    keepOpened(startedAt, url);
    setOpened(url);
  };
  const link = code !== null && /^https?:\/\//.test(code.text) ? code.text : null;
  return (
    <section class="phone">
      <div class="body">
        <div class="screen">
          <StatusBar />
          {opened === null ? (
            <Camera live={live} code={code} open={link === null ? null : () => open(link)} />
          ) : (
            <Browser url={opened} from={asReachedFromHere(opened, phones, location.hostname)} />
          )}
        </div>
      </div>
      {opened === null ? (
        <button class="primary" type="button" disabled={link === null} onClick={() => open(link)}>
          {link === null ? 'No code on the glass to scan' : 'Scan the glass'}
        </button>
      ) : (
        <div class="two">
          <button class="secondary" type="button" onClick={() => open(null)}>
            Put the phone away
          </button>
          <button
            class="primary"
            type="button"
            disabled={link === null || link === opened}
            onClick={() => open(link)}
          >
            {snapshot.onFile?.some(isAccount) === true && snapshot.rail === 'trustly-on-file'
              ? 'Pay again with one tap'
              : 'Scan the next code'}
          </button>
        </div>
      )}
      <RailChoice snapshot={snapshot} perform={perform} />
    </section>
  );
}

function StatusBar() {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="status">
      <span>
        {now.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' }).replace(/ .M$/, '')}
      </span>
      <i class="island" />
      <svg viewBox="0 0 60 14" aria-hidden="true">
        <path d="M1 9h3v4H1zM6 7h3v6H6zM11 4h3v9h-3zM16 1h3v12h-3z" />
        <rect x="31" y="2" width="22" height="10" rx="3" fill="none" stroke="currentColor" />
        <rect x="33" y="4" width="15" height="6" rx="1.5" />
        <path d="M55 5v4a2 2 0 0 0 0-4z" />
      </svg>
    </div>
  );
}

function Camera({ live, code, open }: { live: Live; code: DecodedCode | null; open: (() => void) | null }) {
  const part = useCallback((picture: ImageBitmap) => aim(picture, code), [code]);
  return (
    <div class="camera">
      <Picture live={live} class="background" part={part} />
      <div class="finder" data-found={code !== null}>
        <Picture live={live} class="view" part={part} />
        <i /> <i /> <i /> <i />
      </div>
      {code === null ? (
        <p class="hint">Point the camera at the code on the machine</p>
      ) : (
        <button class="link" type="button" disabled={open === null} onClick={() => open?.()}>
          {hostOf(code.text)}
        </button>
      )}
      <div class="shutter">
        <i />
      </div>
    </div>
  );
}

/** @param from where it is fetched from; `url` is what the address bar says. */
function Browser({ url, from }: { url: string; from: string }) {
  const page = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: PHONE_WIDTH, height: 0 });
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    if (page.current) watcher.observe(page.current);
    return () => watcher.disconnect();
  }, []);
  const width = Math.min(PHONE_WIDTH, Math.max(NARROW_WIDTH, size.width / SMALLEST));
  const scale = size.width / width;
  return (
    <div class="browser">
      <div class="page" ref={page}>
        <iframe
          src={from}
          title="What the code opens"
          referrerpolicy="no-referrer"
          sandbox="allow-scripts allow-forms allow-same-origin"
          style={{
            width: `${width}px`,
            height: `${size.height / scale}px`,
            transform: `scale(${scale})`,
          }}
        />
      </div>
      <div class="address">
        <svg viewBox="0 0 12 14" aria-hidden="true">
          <path d="M3 6V4a3 3 0 0 1 6 0v2h1v7H2V6zm1.500 0h3V4a1.500 1.500 0 0 0-3 0z" />
        </svg>
        {hostOf(url)}
      </div>
    </div>
  );
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
