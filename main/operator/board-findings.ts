import { answerOrNull } from '../../hardware/machine/machine-error.ts';
import type { Machine } from '../../hardware/machine/machine.ts';
import type { MachineClock } from '../../hardware/clock.ts';
import { SHOWN, type Findings } from './pages/sources.ts';

export interface BoardFindingsPorts {
  machine: Machine;
  clock: MachineClock;
  onChange: () => void;
}

const nothing: Findings = { selfTest: null, noteCounts: null, boardHistory: null, testedNotes: [] };

/** What the board was asked while the menu was open; forgotten when it is left. */
export class BoardFindings {
  #findings: Findings = nothing;
  #testsNotes = false;
  /** Counts the visits to the menu: an answer that comes after its visit is dropped. */
  #visit = 0;
  readonly #ports: BoardFindingsPorts;

  constructor(ports: BoardFindingsPorts) {
    this.#ports = ports;
    const { machine, clock } = ports;
    machine.noteAcceptor?.on('note', (note) => {
      if (!this.#testsNotes) return;
      const testedNotes = [{ at: clock.wallNow(), note }, ...this.#findings.testedNotes].slice(0, SHOWN);
      this.#find({ testedNotes });
    });
  }

  get present(): Findings {
    return this.#findings;
  }

  forget(): void {
    this.#findings = nothing;
    this.#visit += 1;
  }

  /** While it is on, every note is given back, and found here. */
  testNotes(on: boolean): void {
    if (on === this.#testsNotes) return;
    this.#testsNotes = on;
    this.#ports.machine.noteAcceptor?.test(on);
  }

  testBoard(): void {
    const { diagnostics } = this.#ports.machine;
    if (diagnostics === null) return;
    this.#find({ selfTest: 'running' });
    void this.#ask(async () => ({ selfTest: (await answerOrNull(diagnostics.selfTest())) ?? 'noAnswer' }));
  }

  countNotes(): void {
    const { noteAcceptor } = this.#ports.machine;
    if (noteAcceptor === null) return;
    void this.#ask(async () => ({ noteCounts: await answerOrNull(noteAcceptor.counts()) }));
  }

  readHistory(): void {
    void this.#ask(async () => ({
      boardHistory: await answerOrNull(this.#ports.machine.creditMeter.history(SHOWN)),
    }));
  }

  async #ask(question: () => Promise<Partial<Findings>>): Promise<void> {
    const visit = this.#visit;
    const answer = await question();
    if (visit === this.#visit) this.#find(answer);
  }

  #find(findings: Partial<Findings>): void {
    this.#findings = { ...this.#findings, ...findings };
    this.#ports.onChange();
  }
}
