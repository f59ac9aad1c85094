/** A browser that goes from site to site: it follows redirects, and keeps to `SameSite` as browsers do. */
interface Cookie {
  readonly value: string;
  readonly strict: boolean;
}

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

interface Visit {
  readonly form?: Readonly<Record<string, string>>;
  /** Goes no further than to an address of this path, and does not open it. */
  readonly upTo?: string;
}

export class WebBrowser {
  /** By host: a browser does not look at the port. */
  readonly #cookies = new Map<string, Map<string, Cookie>>();
  #page: Page | null = null;

  /** What somebody could copy out of the browser's memory for this host. */
  cookiesFor(host: string): Map<string, Cookie> {
    const cookies = this.#cookies.get(host) ?? new Map<string, Cookie>();
    this.#cookies.set(host, cookies);
    return cookies;
  }

  /**
   * Opens an address from the address bar, or by a link or form of the page that is open, or because that page sends
   * the browser on.
   */
  async open(address: string | URL, { form, upTo }: Visit = {}): Promise<Page> {
    let url = new URL(address, this.#page?.url);
    let body = form && new URLSearchParams(form);
    const from = this.#page?.url;
    let foreign = false;
    for (;;) {
      foreign ||= from !== undefined && from.hostname !== url.hostname;
      if (url.pathname === upTo) return { url, status: 0, text: '' };
      const response = await this.#ask(url, body, foreign, from);
      const text = await response.text();
      const location = response.headers.get('location');
      if (location === null) {
        this.#page = { url, status: response.status, text };
        const next = /^0; url=(.+)$/.exec(response.headers.get('refresh') ?? '')?.[1];
        return next === undefined ? this.#page : this.open(next);
      }
      url = new URL(location, url);
      body = undefined;
    }
  }

  /** Fills in the form of the page that is open. */
  async submit(form: Readonly<Record<string, string>>, visit: Visit = {}): Promise<Page> {
    const { url, text } = this.#shown();
    const action = /<form[^>]* action="([^"]+)"/.exec(text)?.[1] ?? url.href;
    const hidden = [...text.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const given = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]));
    return this.open(action, { ...visit, form: { ...given, ...form } });
  }

  /** Leaves every site, as a new tab does. */
  leave(): void {
    this.#page = null;
  }

  #shown(): Page {
    if (!this.#page) throw new Error('no page is open');
    return this.#page;
  }

  async #ask(
    url: URL,
    body: URLSearchParams | undefined,
    foreign: boolean,
    from: URL | undefined,
  ): Promise<Response> {
    const cookies = this.cookiesFor(url.hostname);
    const sent = [...cookies].filter(([, { strict }]) => !(strict && foreign));
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; '),
        'sec-fetch-site': foreign ? 'cross-site' : from ? 'same-origin' : 'none',
        ...(body && from && { origin: from.origin }),
      },
      ...(body && { body }),
      redirect: 'manual',
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) cookies.delete(name);
      else cookies.set(name, { value, strict: /samesite=strict/i.test(line) });
    }
    return response;
  }
}
