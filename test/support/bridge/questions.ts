/** The open questions about a machine, and a person who answers them. */
import { operator, person } from './bridge-site.ts';

interface OpenQuestion {
  readonly questionId: number;
  readonly asset: string;
  readonly kind: string;
}

export async function questionsOf(bridgeUrl: string, asset: string): Promise<OpenQuestion[]> {
  const all = (await (await operator(bridgeUrl, 'GET', '/floor/questions')).json()) as OpenQuestion[];
  return all.filter((question) => question.asset === asset);
}

/** @param answer what the person says besides a reason. @returns the message of a refusal, or an empty one. */
export async function answerFirst(
  bridgeUrl: string,
  asset: string,
  answer: object,
): Promise<{ status: number; message: string }> {
  const [question] = await questionsOf(bridgeUrl, asset);
  const path = `/floor/questions/${question?.questionId ?? 0}/answer`;
  const response = await person(bridgeUrl, 'POST', path, { reason: 'looked', ...answer });
  const { error } = (await response.json()) as { error?: { message: string } };
  return { status: response.status, message: error?.message ?? '' };
}
