/**
 * The SDK as a merchant's page loads it: `Trustly.establish` opens the Lightbox over the page, and
 * `Trustly.selectBankWidget` shows the banks in it. Styles are set one by one, so that a strict policy of the page lets
 * them through; the page needs this origin in `script-src` and `frame-src`.
 */
(() => {
  const base = new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin;
  /** @type {{ name: string, providerId: string }[]} */
  const banks = [/* banks */];

  /** @typedef {{ widgetContainerId?: string, closeButton?: boolean, dragAndDrop?: boolean }} Options */

  /**
   * `{customer: {name: 'x'}}` as `customer.name=x`, as in the signature.
   * @param {object} value
   * @returns {[string, string][]}
   */
  function flat(value, prefix = '') {
    return Object.entries(value).flatMap(([name, inner]) => {
      const field = /** @type {unknown} */ (inner);
      if (typeof field === 'object' && field !== null) return flat(field, `${prefix}${name}.`);
      const isGiven = typeof field === 'string' || typeof field === 'number' || field === true;
      return isGiven && field !== '' && field !== 0 ? [[prefix + name, String(field)]] : [];
    });
  }

  /**
   * @param {Record<string, unknown>} establishData
   * @param {Options} options
   */
  function establish(establishData, options = {}) {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-label', 'Trustly');
    Object.assign(dialog.style, {
      position: 'fixed',
      inset: '0',
      margin: 'auto',
      padding: '0',
      border: '0',
      borderRadius: '14px',
      overflow: 'hidden',
      width: 'min(430px, 100vw)',
      height: 'min(760px, 100dvh)',
      maxWidth: '100vw',
      maxHeight: '100dvh',
      background: '#f4f6f4',
    });
    const frame = document.createElement('iframe');
    frame.title = 'Trustly';
    frame.src = `${base}/start/lightbox?${new URLSearchParams(flat(establishData))}`;
    Object.assign(frame.style, { border: '0', width: '100%', height: '100%', display: 'block' });
    const cancel = () => frame.contentWindow?.postMessage({ trustly: 'cancel' }, base);
    dialog.append(frame);
    if (options.closeButton !== false) dialog.append(closeButton(cancel));
    // Escape means: leave, and let the merchant know.
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      cancel();
    });
    addEventListener('message', (event) => {
      if (event.source !== frame.contentWindow || event.origin !== base) return;
      const { trustly, url } = /** @type {{ trustly?: string, url?: string }} */ (event.data ?? {});
      if (trustly === 'redirect' && url !== undefined) location.assign(url);
    });
    document.body.append(dialog);
    dialog.showModal();
    frame.focus();
  }

  /** @param {() => void} cancel */
  function closeButton(cancel) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '×';
    button.setAttribute('aria-label', 'Close Trustly');
    Object.assign(button.style, {
      position: 'absolute',
      insetBlockStart: '0',
      insetInlineEnd: '0',
      width: '44px',
      height: '44px',
      border: '0',
      background: 'transparent',
      color: '#fff',
      fontSize: '24px',
    });
    button.addEventListener('click', cancel);
    return button;
  }

  /**
   * @param {Record<string, unknown>} establishData
   * @param {Options} options
   */
  function selectBankWidget(establishData, options = {}) {
    const container = document.getElementById(options.widgetContainerId ?? 'widget');
    if (container === null) throw new Error('Trustly: there is no element for the widget');
    const list = document.createElement('div');
    list.setAttribute('role', 'group');
    list.setAttribute('aria-label', 'Choose your bank');
    Object.assign(list.style, { display: 'grid', gap: '8px' });
    /** @type {[string, Record<string, string>][]} */
    const choices = [
      ...banks.map(
        ({ name, providerId }) =>
          /** @type {[string, Record<string, string>]} */ ([name, { paymentProviderId: providerId }]),
      ),
      ['Other bank', {}],
    ];
    for (const [name, chosen] of choices) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = name;
      Object.assign(button.style, { minHeight: '48px', font: 'inherit' });
      button.addEventListener('click', () => establish({ ...establishData, ...chosen }, options));
      list.append(button);
    }
    container.replaceChildren(list);
  }

  Object.assign(globalThis, { Trustly: { establish, selectBankWidget } });
})();
