/**
 * The microsite works without this script. It spares the player reloads while the machine is being asked, and a
 * second press while a bank is slow.
 */
const POLL_MS = 700;

/**
 * Shows the newer content when the page's `data-live` has changed; an empty one means: nothing more to come.
 * @param {HTMLElement} main
 */
async function follow(main) {
  while (main.dataset.live !== '') {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    let page;
    try {
      const response = await fetch(location.href, { cache: 'no-store' });
      page = new DOMParser().parseFromString(await response.text(), 'text/html');
    } catch {
      continue; // No network for a moment; what the page says stays true.
    }
    const newer = page.querySelector('main');
    if (newer === null || newer.dataset.live === main.dataset.live) continue;
    main.dataset.live = newer.dataset.live;
    document.title = page.title;
    main.replaceChildren(...newer.childNodes);
  }
}

document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (document.body.dataset.busy !== undefined) {
    event.preventDefault();
    return;
  }
  document.body.dataset.busy = '';
  if (button?.dataset.busyText !== undefined) {
    button.textContent = button.dataset.busyText;
    button.classList.add('busy');
  }
});

// The page may come back from the browser's own memory with the busy mark still on it.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

const main = document.querySelector('main');
if (main !== null) void follow(main);
