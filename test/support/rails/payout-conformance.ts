/** What any rail that can pay out must show. Its service is behind `behave`, and counts what the player got. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Payout, Payouts, Rail, RailOutcome, TriedPayout } from '../../../bridge/rails/rail.ts';

/** What its service does with the next orders. `lost`: it pays, and the answer does not come. */
export type PayoutService = 'pays' | 'refuses' | 'lost' | 'failing';

export interface PayoutsUnderTest {
  make(): Rail;
  behave(...next: readonly PayoutService[]): void;
  /** One that was never asked for, to an account of its own. */
  aPayout(): Payout;
  /** What the account of the payout got, in minor units. */
  paid(payout: Payout): readonly number[];
  close(): Promise<void>;
}

export function describePayouts(what: string, open: () => Promise<PayoutsUnderTest>): void {
  describe(`${what} pays out: it`, () => {
    let under: PayoutsUnderTest;
    let rail: Rail;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close());
    beforeEach(async () => {
      under.behave();
      rail = under.make();
      await rail.start();
    });
    afterEach(() => rail.stop());

    const payouts = (): Payouts => {
      if (rail.payouts === null) throw new Error(`${rail.name} has no payouts`);
      return rail.payouts;
    };
    const signal = () => AbortSignal.timeout(5_000);
    /** As the outbox sees it: what throws is not known to be done. */
    const outcome = async (asked: Promise<RailOutcome>) =>
      asked.then(
        ({ kind }) => kind,
        () => 'uncertain',
      );
    const send = async (payout: Payout) => outcome(payouts().send(payout, signal()));
    const resume = async (payout: TriedPayout) => outcome(payouts().resume(payout, signal()));

    it('pays the whole amount to the account', async () => {
      const payout = under.aPayout();
      expect(await send(payout)).toBe('done');
      expect(under.paid(payout)).toEqual([payout.amount.minor]);
    });

    it('pays once under one key, where the answer was lost [exactly-once]', async () => {
      const payout = under.aPayout();
      under.behave('lost');
      expect(await send(payout)).toBe('uncertain');
      expect(await resume(payout)).toBe('done');
      expect(await resume(payout)).toBe('done');
      expect(under.paid(payout)).toEqual([payout.amount.minor]);
    });

    it('pays when it is asked again, where the first try did not arrive', async () => {
      const payout = under.aPayout();
      under.behave('failing');
      expect(await send(payout)).toBe('uncertain');
      expect(await resume(payout)).toBe('done');
      expect(under.paid(payout)).toEqual([payout.amount.minor]);
    });

    it('says that it refuses only where it has paid nothing', async () => {
      const payout = under.aPayout();
      under.behave('refuses');
      expect(await send(payout)).toBe('refused');
      expect(under.paid(payout)).toEqual([]);
    });

    it('sends nothing new for a player who has taken the consent back, and knows what it has sent', async () => {
      const [sent, unsent] = [under.aPayout(), under.aPayout()];
      under.behave('lost', 'failing');
      expect([await send(sent), await send(unsent)]).toEqual(['uncertain', 'uncertain']);
      expect(await resume({ ...sent, sealedToken: null })).toBe('done');
      expect(await resume({ ...unsent, sealedToken: null })).toBe('refused');
      expect(under.paid(sent)).toEqual([sent.amount.minor]);
      expect(under.paid(unsent)).toEqual([]);
    });
  });
}
