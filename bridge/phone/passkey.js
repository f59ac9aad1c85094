/**
 * Asks the phone for its passkey, and sends what it answers with the form that asked. A form without a passkey in it is sent as
 * it is: the bridge decides what that is worth.
 */
(() => {
  /** @param {string} text base64url */
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  /** @param {ArrayBuffer | null} buffer */
  const textOf = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer())))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');

  /** @param {string} question */
  async function make(question) {
    const asked = /** @type {PublicKeyCredentialCreationOptionsJSON} */ (JSON.parse(question));
    const publicKey = /** @type {PublicKeyCredentialCreationOptions} */ ({
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: [],
    });
    const { id, response } = /** @type {PublicKeyCredential} */ (
      await navigator.credentials.create({ publicKey })
    );
    const { clientDataJSON, attestationObject } = /** @type {AuthenticatorAttestationResponse} */ (response);
    return { id, clientDataJSON: textOf(clientDataJSON), attestationObject: textOf(attestationObject) };
  }

  /** @param {string} question */
  async function answer(question) {
    const asked = /** @type {PublicKeyCredentialRequestOptionsJSON} */ (JSON.parse(question));
    const publicKey = /** @type {PublicKeyCredentialRequestOptions} */ ({
      ...asked,
      challenge: bytes(asked.challenge),
      allowCredentials: (asked.allowCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) })),
    });
    const { id, response } = /** @type {PublicKeyCredential} */ (
      await navigator.credentials.get({ publicKey })
    );
    const said = /** @type {AuthenticatorAssertionResponse} */ (response);
    return {
      id,
      clientDataJSON: textOf(said.clientDataJSON),
      authenticatorData: textOf(said.authenticatorData),
      signature: textOf(said.signature),
      userHandle: textOf(said.userHandle),
    };
  }

  const hasPasskeys = 'PublicKeyCredential' in globalThis;
  let isAsking = false;
  // A page that is gone back to may ask again.
  addEventListener('pageshow', () => {
    isAsking = false;
  });

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLButtonElement | null} pressed
   */
  async function send(form, pressed) {
    const problem = /** @type {HTMLElement} */ (form.querySelector('[data-not-confirmed]'));
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('passkey'));
    problem.hidden = true;
    try {
      const ask = form.dataset['passkey'] === 'make' ? make : answer;
      field.value = JSON.stringify(await ask(form.dataset['question'] ?? ''));
    } catch {
      // Cancelled, too late, or none here: nothing was sent.
      isAsking = false;
      problem.hidden = false;
      return;
    }
    if (pressed?.name) {
      const value = document.createElement('input');
      Object.assign(value, { type: 'hidden', name: pressed.name, value: pressed.value });
      form.append(value);
    }
    form.submit();
  }

  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (
    document.querySelectorAll('form[data-passkey]')
  ))
    form.addEventListener('submit', (event) => {
      const from = new FormData(form).get('from');
      // The bank asks for itself, and a card was asked at the machine.
      const isAsked = from === 'bank' || (typeof from === 'string' && from.startsWith('card.'));
      if (!hasPasskeys || isAsked) return;
      event.preventDefault();
      if (isAsking) return;
      isAsking = true;
      void send(form, /** @type {HTMLButtonElement | null} */ (event.submitter));
    });

  /** What only such a browser can do is shown there only. @param {'any' | 'own'} where */
  const show = (where) => {
    for (const form of document.querySelectorAll(`form[data-shown-where="${where}"]`))
      form.removeAttribute('hidden');
  };
  async function showWhatCanBeDone() {
    if (!hasPasskeys) return;
    show('any');
    if (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable()) show('own');
  }
  void showWhatCanBeDone();

  // An account was forgotten: the phone need not offer its passkey any more. One that does not know how keeps it in vain.
  const gone = /** @type {HTMLElement | null} */ (document.querySelector('[data-gone]'));
  if (gone !== null && hasPasskeys && 'signalUnknownCredential' in PublicKeyCredential)
    void PublicKeyCredential.signalUnknownCredential(
      /** @type {UnknownCredentialOptions} */ (JSON.parse(gone.dataset['gone'] ?? '')),
    );
})();
