/**
 * Work that is done together with what waits for the same: what came while the last batches were under way. One that comes
 * alone does not wait.
 */
export class Batches<Item, Result> {
  readonly #work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly #limits: BatchLimits;
  #waiting: Waiting<Item, Result>[] = [];
  #underWay = 0;

  /** @param work gives a result for each item, in their order, or rejects for all of them. */
  constructor(work: (items: readonly Item[]) => Promise<readonly Result[]>, limits: BatchLimits) {
    this.#work = work;
    this.#limits = limits;
  }

  async do(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#begin();
    });
  }

  #begin(): void {
    if (this.#waiting.length === 0 || this.#underWay >= this.#limits.atOnce) return;
    const batch = this.#waiting.splice(0, this.#limits.most);
    this.#underWay++;
    void this.#run(batch);
  }

  /** Never rejects. */
  async #run(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    let isCounted = true;
    const leave = () => {
      if (!isCounted) return;
      isCounted = false;
      this.#underWay--;
      this.#begin();
    };
    const patience = setTimeout(leave, this.#limits.patienceMs);
    try {
      const results = await this.#work(batch.map(({ item }) => item));
      if (results.length !== batch.length)
        throw new Error(`a batch of ${batch.length} has ${results.length} results`);
      results.forEach((result, n) => batch[n]?.resolve(result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      clearTimeout(patience);
      leave();
    }
  }
}

export interface BatchLimits {
  /** Items of one batch. */
  readonly most: number;
  /** Batches under way. */
  readonly atOnce: number;
  /** One that takes longer, since it waits for somebody else, keeps nobody waiting. */
  readonly patienceMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}
