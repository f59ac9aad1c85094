/** A journal whose disk fails: at one write, before it is durable or after, and then for good, as SQLite's would. */
import { JournalError, type Journal } from '../../main/journal/journal.ts';

export type WriteFailure = 'before' | 'after' | null;

const writes: readonly string[] = [
  'begin',
  'refuse',
  'learn',
  'tellAgain',
  'noteBegun',
  'settle',
  'correct',
  'acknowledge',
  'recordNote',
  'tellNotesAgain',
  'acknowledgeNote',
];

/** @param failure asked at every write. */
export function failingJournal(journal: Journal, failure: () => WriteFailure): Journal {
  let problem: JournalError | null = null;
  let tell: (problem: JournalError) => void = () => undefined;
  const fail = (): never => {
    problem = new JournalError('CANNOT_WRITE', 'the disk of the chaos test is full');
    tell(problem);
    throw problem;
  };
  return new Proxy(journal, {
    get(target, property) {
      if (property === 'problem') return problem ?? target.problem;
      if (property === 'onProblem') {
        return (listener: typeof tell): void => {
          tell = listener;
          target.onProblem(listener);
        };
      }
      const member: unknown = Reflect.get(target, property, target);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        if (property === 'close') return Reflect.apply(member, target, values);
        if (problem !== null) throw problem;
        const when = writes.includes(String(property)) ? failure() : null;
        if (when === 'before') fail();
        const result: unknown = Reflect.apply(member, target, values);
        return when === 'after' ? fail() : result;
      };
    },
  });
}
