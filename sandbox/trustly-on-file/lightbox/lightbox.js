/**
 * In a frame, this tells the SDK on the merchant's page where the player goes; on a page of its own, it goes there. It
 * also spares the player a second press while a bank is slow.
 */
const isFramed = window.parent !== window;
const redirect = document.querySelector('main')?.dataset.redirect ?? '';

if (redirect !== '') {
  // Only the merchant's own page may frame this one, so whoever hears it may know it.
  if (isFramed) window.parent.postMessage({ trustly: 'redirect', url: redirect }, '*');
  else location.replace(redirect);
}

// The player pressed Escape, or the button of the merchant's page that closes the Lightbox.
addEventListener('message', (event) => {
  const { trustly } = /** @type {{ trustly?: string }} */ (event.data ?? {});
  if (event.source !== window.parent || trustly !== 'cancel') return;
  const form = document.getElementById('cancel');
  if (form instanceof HTMLFormElement) form.requestSubmit();
});

document.addEventListener('submit', (event) => {
  if (document.body.dataset.busy !== undefined) {
    event.preventDefault();
    return;
  }
  document.body.dataset.busy = '';
  const button = event.submitter;
  if (button?.dataset.busyText !== undefined) {
    button.textContent = button.dataset.busyText;
    button.classList.add('busy');
  }
});

// The page may come back from the browser's own memory with the busy mark still on it.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});
