/** A person's browser at the floor page, as far as forms, cookies and origins go. */
import { OPERATOR } from './bridge-site.ts';

export class FloorBrowser {
  readonly #url: string;
  readonly #headers: Record<string, string>;
  /** The last `set-cookie`, as it came. */
  cookie = '';
  /** The token of the last page that had a form. */
  formToken = '';

  /** @param headers with every request, as a proxy in between sets them. */
  constructor(url: string, headers: Record<string, string> = {}) {
    this.#url = url;
    this.#headers = headers;
  }

  async get(path: string): Promise<Response> {
    return this.#go('GET', path, {}, null);
  }

  /** @param headers replace those that a browser would send. */
  async submit(
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const fields = new URLSearchParams({ form_token: this.formToken, ...form });
    return this.#go('POST', path, { origin: this.#url, 'sec-fetch-site': 'same-origin', ...headers }, fields);
  }

  async signIn(name: string = OPERATOR.name, password: string = OPERATOR.password): Promise<Response> {
    await this.get('/floor/login');
    const answer = await this.submit('/floor/login', { name, password });
    if (answer.status === 303) await this.get('/floor');
    return answer;
  }

  async #go(
    method: string,
    path: string,
    headers: Record<string, string>,
    body: URLSearchParams | null,
  ): Promise<Response> {
    const cookie = this.cookie.split(';')[0] ?? '';
    const response = await fetch(this.#url + path, {
      method,
      headers: { cookie, ...headers, ...this.#headers },
      body,
      redirect: 'manual',
    });
    this.cookie = response.headers.get('set-cookie') ?? this.cookie;
    const page = await response.clone().text();
    this.formToken = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? this.formToken;
    return response;
  }
}
