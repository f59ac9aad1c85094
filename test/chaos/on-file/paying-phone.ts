/** A player's phone without a browser: cookie, forms and redirects as a browser has them, and a player who tries again. */
import { setTimeout as pause } from 'node:timers/promises';
import { en } from '../../../bridge/phone/texts/en.ts';

const RETRY_MS = 100;
const TIRED_AFTER_MS = 90_000;

/** What the page said at last. */
export type Ending = 'added' | 'added in part' | 'goes back' | 'not paid' | 'attendant' | 'nothing begun';

export interface Phones {
  /** The processes whose pages there are now, and the origin that phones know. */
  readonly pages: () => readonly string[];
  readonly origin: string;
  /** The player logs in at the bank. @returns where the browser is sent. */
  readonly atTheBank: (login: Readonly<Record<string, string>>, userName: string) => Promise<URL>;
}

export class PayingPhone {
  readonly #phones: Phones;
  readonly #userName: string;
  #cookie = '';
  #turn = 0;

  constructor(phones: Phones, userName: string) {
    this.#phones = phones;
    this.#userName = userName;
  }

  /** From the code to the last word of the page. @param taps how often each form is sent at once. */
  async pay(code: string, amount: string, taps: number): Promise<Ending> {
    const path = new URL(code).pathname;
    const until = performance.now() + TIRED_AFTER_MS;
    const isTired = () => performance.now() > until;
    let form = await this.#ask(path, isTired);
    if (!form.body.includes('class="pay"')) return this.#follow(path, form, taps, isTired);
    const fields = { ticket: field(form.body, 'ticket'), from: field(form.body, 'from'), amount, own: '' };
    const sent = await Promise.all(
      Array.from({ length: taps }, async () => this.#once(path, fields).catch(() => null)),
    );
    form = sent.find((each) => each !== null) ?? (await this.#ask(path, isTired));
    if (form.body.includes('class="pay"')) form = await this.#once(path, fields).catch(() => form);
    return this.#follow(path, form, taps, isTired);
  }

  async #follow(path: string, first: Page, taps: number, isTired: () => boolean): Promise<Ending> {
    for (let page = first; ; page = await this.#ask(`${path}/payment`, isTired)) {
      const ending = endingOf(page);
      if (ending !== null) return ending;
      if (isTired()) throw new Error(`the page stays at "${titleOf(page.body)}" (${page.status})`);
      const login = /data-login="([^"]*)"/.exec(page.body)?.[1];
      if (login !== undefined && !titleOf(page.body).includes(en.waiting.title))
        await this.#logIn(login, taps);
      await pause(RETRY_MS);
    }
  }

  /** The browser comes back from the bank once, or is sent back twice; what is lost is asked for again. */
  async #logIn(login: string, taps: number): Promise<void> {
    try {
      const data = JSON.parse(unescaped(login)) as Record<string, string>;
      const back = await this.#phones.atTheBank(data, this.#userName);
      await Promise.all(Array.from({ length: taps }, async () => this.#once(back.pathname + back.search)));
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // The page offers the bank again, as long as nothing came of it.
    }
  }

  async #ask(path: string, isTired: () => boolean): Promise<Page> {
    for (;;) {
      try {
        const page = await this.#once(path);
        if (page.status < 500 && page.status !== 429) return page;
      } catch (error) {
        if (isTired()) throw error;
      }
      await pause(RETRY_MS);
    }
  }

  async #once(path: string, form: Readonly<Record<string, string>> | null = null): Promise<Page> {
    const { pages, origin } = this.#phones;
    const urls = pages();
    const base = urls[this.#turn++ % urls.length] ?? origin;
    const response = await fetch(base + path, {
      method: form === null ? 'GET' : 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
      headers: { cookie: this.#cookie, ...(form !== null && { origin }) },
      ...(form !== null && { body: new URLSearchParams(form) }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.#cookie = cookie.split(';')[0] ?? '';
    const body = await response.text();
    const location = response.headers.get('location');
    return location === null ? { status: response.status, body } : this.#once(location);
  }
}

interface Page {
  readonly status: number;
  readonly body: string;
}

function endingOf({ body }: Page): Ending | null {
  const title = titleOf(body);
  switch (title) {
    case en.added.title:
      return 'added';
    case en.addedInPart.title:
      return 'added in part';
    case en.goingBack.title:
      return 'goes back';
    case en.goingBackByAttendant.title:
      return 'attendant';
    case en.declined:
    case en.tooLate.title:
      return 'not paid';
    case en.addMoney:
      return 'nothing begun';
    default:
      return Object.values(en.refused).some((refused) => refused.title === title) ? 'nothing begun' : null;
  }
}

const titleOf = (body: string) => unescaped(/<h1[^>]*>([^<]*)<\/h1>/.exec(body)?.[1] ?? '').trim();

function field(body: string, name: string): string {
  return unescaped(new RegExp(`name="${name}"\\s+value="([^"]*)"`).exec(body)?.[1] ?? '');
}

function unescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCodePoint(Number(code)));
}
