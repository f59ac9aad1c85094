/** One question over loopback HTTP, its answer checked by a schema [checked-at-the-door]. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const TIMEOUT_MS = 5_000;

/** Anything but an answer of the schema: no connection, no answer in time, a refusal. */
export class AskError extends Error {
  /** The HTTP status, or null where there was no answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AskError';
    this.status = status;
  }
}

export interface Question {
  method?: 'GET' | 'POST' | 'PUT';
  bearer?: string;
  body?: unknown;
}

const Refusal = Compile(Type.Object({ error: Type.Object({ message: Type.String() }) }));

/** The sentence with which our programs refuse. */
function reasonIn(text: string): string | null {
  try {
    const answer: unknown = JSON.parse(text);
    return Refusal.Check(answer) ? answer.error.message : null;
  } catch {
    return null;
  }
}

/** @throws {AskError} */
export async function askJson<T>(decode: (text: string) => T, url: URL, question: Question = {}): Promise<T> {
  const { method = 'GET', bearer, body } = question;
  const headers: Record<string, string> = {};
  if (bearer !== undefined) headers['authorization'] = `Bearer ${bearer}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(url, {
      method,
      headers,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await answer.text();
  } catch (cause) {
    throw new AskError(`${url.origin} does not answer`, null, { cause });
  }
  if (!answer.ok) {
    throw new AskError(
      reasonIn(text) ?? `${method} ${url.pathname} answered ${answer.status}`,
      answer.status,
    );
  }
  return decode(text);
}
