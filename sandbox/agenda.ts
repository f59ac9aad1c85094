/**
 * Does what is due on a part's clock: the next step of what it keeps, the next message to the merchant. What is due is in its
 * store, so that a new process goes on with it [durable-first].
 */
import type { Logger } from 'pino';

const LONGEST_SLEEP_MS = 60_000;

export interface Work<Message> {
  readonly clock: { now(): number };
  /** Takes the steps that are due. @returns when the next one is; null: there is none. */
  takeDueSteps(): number | null;
  /** The messages that are due. */
  due(nowMs: number): readonly Message[];
  nextDueAt(): number | null;
  idOf(message: Message): string;
  /** What it is of: the messages of one go one after the other. */
  subjectOf(message: Message): string;
  /** Whether it waits for its first try. */
  isUntried(messageId: string): boolean;
  /** Sends it, and keeps what became of it. */
  bring(message: Message): Promise<void>;
}

export interface Agenda {
  /** Looks what is due now, and sets the alarm for what is due next. */
  wake(): void;
  /** Resolves when the message was tried once, or after `timeoutMs`. */
  tried(messageId: string, timeoutMs: number): Promise<void>;
  stop(): Promise<void>;
}

export function createAgenda<Message>(work: Work<Message>, log: Logger): Agenda {
  /** By subject. */
  const sending = new Map<string, Promise<void>>();
  const listeners = new Map<string, (() => void)[]>();
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  function send(message: Message): void {
    const [id, subject] = [work.idOf(message), work.subjectOf(message)];
    const sent = work
      .bring(message)
      .catch((error: unknown) => log.error({ err: error, id }, 'message to the merchant not sent'))
      .finally(() => {
        sending.delete(subject);
        for (const heard of listeners.get(id) ?? []) heard();
        listeners.delete(id);
        agenda.wake();
      });
    sending.set(subject, sent);
  }

  const agenda: Agenda = {
    wake() {
      if (isStopped) return;
      const nextStep = work.takeDueSteps();
      const now = work.clock.now();
      for (const message of work.due(now)) if (!sending.has(work.subjectOf(message))) send(message);
      const next = [nextStep, work.nextDueAt()].filter((at) => at !== null && at > now);
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(
        () => agenda.wake(),
        Math.min(LONGEST_SLEEP_MS, ...next.map((at) => (at ?? now) - now)),
      );
      timer.unref();
    },
    async tried(messageId, timeoutMs) {
      if (!work.isUntried(messageId)) return;
      await new Promise<void>((resolve) => {
        const giveUp = setTimeout(resolve, timeoutMs);
        const heard = () => {
          clearTimeout(giveUp);
          resolve();
        };
        listeners.set(messageId, [...(listeners.get(messageId) ?? []), heard]);
      });
    },
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await Promise.all(sending.values());
    },
  };
  return agenda;
}
