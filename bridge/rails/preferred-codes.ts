/**
 * The codes of the rails of a property, in order of preference. A rail with an open circuit is passed over, and the next one's
 * code is on the glass, without a technician [live-codes-only].
 */
import type { CodeAsk, CodeSource, IssuedCode, NoCode, Urgency } from './rail.ts';

/** One that is passed over is asked all the same: its circuit closes only by a request that works. Its code is not shown. */
const LEAST_URGENT: Urgency = 2;

/** The rail works, and what it has for this machine is no code: too long to be read, or no address. Another one may have one. */
const NOT_FOR_THIS_MACHINE = 'CODE_SOURCE_ANSWER_INVALID';

export function preferredCodes(sources: readonly [CodeSource, ...CodeSource[]]): CodeSource {
  const [preferred] = sources;
  return {
    async issueCode(ask: CodeAsk, urgency: Urgency): Promise<IssuedCode | NoCode> {
      const open = sources.find(({ isPaused }) => !isPaused);
      const before = open === undefined ? sources : sources.slice(0, sources.indexOf(open));
      const chosen = open ?? preferred;
      const tried = before.filter((source) => source !== chosen);
      // It never rejects, and answers at once while its circuit is open.
      for (const source of tried) void source.issueCode(ask, LEAST_URGENT);
      const answer = await chosen.issueCode(ask, urgency);
      if (answer.kind === 'issued' || answer.reason !== NOT_FOR_THIS_MACHINE) return answer;
      const next = sources.slice(sources.indexOf(chosen) + 1).find(({ isPaused }) => !isPaused);
      return next === undefined ? answer : next.issueCode(ask, urgency);
    },
    get waiting() {
      return sources.reduce((sum, { waiting }) => sum + waiting, 0);
    },
    get isPaused() {
      return sources.every(({ isPaused }) => isPaused);
    },
  };
}
