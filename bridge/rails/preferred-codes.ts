/**
 * The codes of the rails of a property, in order of preference. A rail that has none now is passed over, and the next one's
 * code is on the glass, without a technician [live-codes-only].
 */
import type { CodeFailure } from '../../protocol/egm-link.ts';
import {
  CODE_WITHIN_MS,
  type CodeAsk,
  type CodeSource,
  type IssuedCode,
  type NoCode,
  type Urgency,
} from './rail.ts';

/** One with an open circuit is asked all the same: it closes only by a request that works. Its code is not shown. */
const LEAST_URGENT: Urgency = 2;

/** A rail that has taken longer to fail leaves too little time for the next one. */
const LATE_MS = CODE_WITHIN_MS / 2;

/** Who has no code for these reasons has one soon, or none whichever rail is asked. */
const WAITS: ReadonlySet<CodeFailure> = new Set<CodeFailure>(['BUSY', 'MACHINE_DISABLED']);

interface NamedCodes {
  readonly name: string;
  readonly codes: CodeSource;
}

/** @param passedOver is told of each failure after which the next rail is asked. */
export function preferredCodes(
  rails: readonly [NamedCodes, ...NamedCodes[]],
  passedOver: (rail: string, reason: CodeFailure) => void,
): CodeSource {
  const issueCode = async (ask: CodeAsk, urgency: Urgency): Promise<IssuedCode | NoCode> => {
    const lateAt = performance.now() + LATE_MS;
    const open = rails.filter(({ codes }) => !codes.isPaused);
    const [first = rails[0], ...next] = open;
    const closed = open.length > 0 ? rails.slice(0, rails.indexOf(first)) : rails.slice(1);
    // They never reject, and answer at once while their circuit is open.
    for (const { codes } of closed) void codes.issueCode(ask, LEAST_URGENT);
    const answer = await first.codes.issueCode(ask, urgency);
    let asked: { readonly name: string; readonly answer: IssuedCode | NoCode } = { name: first.name, answer };
    for (const { name, codes } of next) {
      if (asked.answer.kind === 'issued' || WAITS.has(asked.answer.reason)) break;
      if (performance.now() > lateAt) break;
      passedOver(asked.name, asked.answer.reason);
      asked = { name, answer: await codes.issueCode(ask, urgency) };
    }
    // Where none has a code, the one that the property prefers says why.
    return asked.answer.kind === 'issued' ? asked.answer : answer;
  };
  return {
    issueCode,
    get waiting() {
      return rails.reduce((sum, { codes }) => sum + codes.waiting, 0);
    },
    get isPaused() {
      return rails.every(({ codes }) => codes.isPaused);
    },
  };
}
