/** A person's browser at the bridge's floor page, as far as forms and cookies go. */
import { OPERATOR_TOKEN } from './bridge-site.ts';

export class FloorBrowser {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async get(path: string): Promise<Response> {
    return this.#go('GET', path, null);
  }

  async submit(path: string, form: Record<string, string>): Promise<Response> {
    return this.#go('POST', path, new URLSearchParams(form));
  }

  async signIn(token = OPERATOR_TOKEN): Promise<Response> {
    return this.submit('/floor/login', { name: 'J. Doe <slots>', token });
  }

  get cookie(): string {
    return this.#cookie;
  }

  async #go(method: string, path: string, body: URLSearchParams | null): Promise<Response> {
    const headers = { cookie: this.#cookie.split(';')[0] ?? '' };
    const response = await fetch(this.#url + path, { method, headers, body, redirect: 'manual' });
    this.#cookie = response.headers.get('set-cookie') ?? this.#cookie;
    return response;
  }
}
