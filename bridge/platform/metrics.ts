/** What Prometheus is told. Names and help are the operations handbook's; no label carries an id [no-personal-data]. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

interface RailCodes {
  readonly name: string;
  readonly codes: { readonly waiting: number; readonly isPaused: boolean };
}

interface Sources {
  /** Kiosk links that this process holds. */
  readonly links: () => number;
  readonly rails: readonly RailCodes[];
  /** Fundings whose outcome is not known, in the whole ledger. */
  readonly unconfirmed: () => Promise<number>;
  /** Of notifications of rails that are kept and not decided, and of refunds that are not done: the age of the oldest. */
  readonly inboxSeconds: () => Promise<number>;
  readonly outboxSeconds: () => Promise<number>;
  readonly railAlarms: () => Promise<number>;
}

export class Metrics {
  readonly #registry = new Registry();
  readonly #fundings: Counter<'status' | 'code'>;
  readonly #fundingSeconds: Histogram;
  readonly #codes: Counter<'result'>;
  readonly #codesPassedOver: Counter<'rail' | 'reason'>;
  readonly #loginsRefused: Counter<'door'>;
  readonly #noticesIgnored: Counter<'reason'>;

  constructor() {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#fundings = new Counter({
      name: 'topper_fundings_total',
      help: 'Answers of POST /v1/fundings, and captured payments at the end of the funding window, by status and error code.',
      labelNames: ['status', 'code'],
      registers,
    });
    this.#fundingSeconds = new Histogram({
      name: 'topper_funding_seconds',
      help: 'Time from a funding request to its answer, or from the decision on a captured payment to its end.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers,
    });
    this.#codes = new Counter({
      name: 'topper_codes_total',
      help: 'Code requests of kiosks, by what they got: issued, or the reason of the failure.',
      labelNames: ['result'],
      registers,
    });
    this.#codesPassedOver = new Counter({
      name: 'topper_codes_passed_over_total',
      help: 'Code requests that a rail had no code for, so that the next rail of the property was asked.',
      labelNames: ['rail', 'reason'],
      registers,
    });
    this.#loginsRefused = new Counter({
      name: 'topper_logins_refused_total',
      help: 'Wrong access tokens (bearer), client secrets, operator passwords, sign-ins through the identity provider (openid) and machine secrets (kiosk).',
      labelNames: ['door'],
      registers,
    });
    this.#noticesIgnored = new Counter({
      name: 'topper_notices_ignored_total',
      help: 'Notices between bridge processes that were not believed: not-ours, not-understood, heard-before, out-of-time.',
      labelNames: ['reason'],
      registers,
    });
  }

  /** Gauges are read from these when somebody looks. */
  observe({ links, rails, unconfirmed, inboxSeconds, outboxSeconds, railAlarms }: Sources): void {
    const gauge = (name: string, help: string, read: () => number | Promise<number>) =>
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        async collect() {
          this.set(await read());
        },
      });
    gauge('topper_kiosk_links', 'Kiosks connected to this process.', links);
    const railGauge = (name: string, help: string, read: (codes: RailCodes['codes']) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ['rail'],
        registers: [this.#registry],
        collect() {
          for (const rail of rails) this.set({ rail: rail.name }, read(rail.codes));
        },
      });
    railGauge(
      'topper_codes_waiting',
      'Code requests waiting for their turn at the payment rail.',
      ({ waiting }) => waiting,
    );
    railGauge(
      'topper_code_source_circuit_open',
      '1 while the payment rail is left alone because it does not work or asked for a pause.',
      ({ isPaused }) => (isPaused ? 1 : 0),
    );
    gauge('topper_fundings_unconfirmed', 'Fundings whose outcome the cabinet has not told yet.', unconfirmed);
    gauge(
      'topper_inbox_oldest_seconds',
      'Age of the oldest payment that was captured and is not decided, because its machine is closed.',
      inboxSeconds,
    );
    gauge(
      'topper_outbox_oldest_seconds',
      'Age of the oldest refund or payout that is not done.',
      outboxSeconds,
    );
    gauge('topper_rail_alarms', 'Alarms about money at a payment rail that are open.', railAlarms);
  }

  /** @param code of the decline or failure; null: none. */
  funded(status: string, code: string | null, seconds: number): void {
    this.#fundings.inc({ status, code: code ?? '' });
    this.#fundingSeconds.observe(seconds);
  }

  codeAnswered(result: string): void {
    this.#codes.inc({ result });
  }

  codePassedOver(rail: string, reason: string): void {
    this.#codesPassedOver.inc({ rail, reason });
  }

  loginRefused(door: string): void {
    this.#loginsRefused.inc({ door });
  }

  noticeIgnored(reason: string): void {
    this.#noticesIgnored.inc({ reason });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async text(): Promise<string> {
    return this.#registry.metrics();
  }
}
