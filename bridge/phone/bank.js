/** Opens the page of banks with what the bridge has signed. The only script of ours on a phone. */
(() => {
  const place = /** @type {HTMLElement} */ (document.getElementById('bank'));
  const button = /** @type {HTMLElement} */ (document.getElementById('choose-bank'));
  const notLoaded = /** @type {HTMLElement} */ (document.getElementById('not-loaded'));
  /** @type {{ Trustly?: { establish(data: object, options: object): void } }} */
  const page = globalThis;

  function open() {
    notLoaded.hidden = page.Trustly !== undefined;
    const login = /** @type {object} */ (JSON.parse(place.dataset['login'] ?? '{}'));
    page.Trustly?.establish(login, { dragAndDrop: false });
  }

  button.addEventListener('click', open);
  // Once: whoever reloads the page or comes back to it may want to do something else.
  if (place.dataset['opens'] === 'yes' && history.state !== 'opened') {
    history.replaceState('opened', '');
    open();
  }
})();
