/** How a real phone comes into the demo: the code that leads it past its warning, before anything is at stake. */
import QRCode from 'qrcode';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DeskSnapshot } from '../contract.ts';

const READY_PATH = '/cashlesscasino-client/ready';

export function OwnPhone({ phones }: { phones: DeskSnapshot['phones'] }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" class="own" onClick={() => dialog.current?.showModal()}>
        Your own phone
      </button>
      <dialog ref={dialog} class="own-phone" aria-label="Your own phone">
        <h2>Your own phone</h2>
        {phones === null ? <NotYet /> : <Steps url={`${phones.url}${READY_PATH}`} />}
        <form method="dialog">
          <button type="submit" class="secondary">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}

function NotYet() {
  return (
    <p>
      A real phone on the same network can scan and pay when the demo is started with{' '}
      <code>npm start -- --lan</code>.
    </p>
  );
}

function Steps({ url }: { url: string }) {
  const picture = useCode(url);
  return (
    <div class="steps">
      {picture === null ? null : <img src={picture} alt={`A code that opens ${url}`} />}
      <ol>
        <li>The phone is on the same Wi-Fi as this computer.</li>
        <li>
          Scan this code. The phone warns once, for this computer made its certificate itself.
          <br />
          iPhone: <b>Show Details</b>, <b>visit this website</b>.
          <br />
          Android: <b>Advanced</b>, <b>Proceed</b>.
        </li>
        <li>It says that it is ready: scan the code on the glass.</li>
      </ol>
    </div>
  );
}

function useCode(text: string): string | null {
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    void QRCode.toString(text, { type: 'svg', margin: 4 })
      .then((svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`)
      .then(setPicture);
  }, [text]);
  return picture;
}
