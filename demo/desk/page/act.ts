/** Asks the desk's server to do something. */
import type { DeskAction } from '../contract.ts';

/** Does something at the desk; what went wrong is shown. */
export type Do = (action: DeskAction) => void;

/** @returns null when it was done, else what to tell the person. */
export async function act(action: DeskAction): Promise<string | null> {
  try {
    const answer = await fetch('/actions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
    if (answer.ok) return null;
    const { error } = (await answer.json()) as { error?: { message?: string } };
    return error?.message ?? `The desk answered ${answer.status}.`;
  } catch {
    return 'The desk does not answer. Is the demo still running?';
  }
}
