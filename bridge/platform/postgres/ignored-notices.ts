/** Notices that are ignored are counted, and told to the log: one line a minute for each reason, however many there are. */
import type { Log } from '../log.ts';
import type { Unheard } from './notice.ts';
import type { Notices } from './notices.ts';

const LINE_EVERY_MS = 60_000;

const WHAT_TO_DO: Readonly<Record<Unheard, string>> = {
  'not-ours':
    'notices that were not sealed with our BRIDGE_SECRET_KEY are ignored: give every bridge and every bridge:admin on this database the same key; if they have it, somebody else who may connect to the database writes to the channel of the bridges',
  'not-understood': 'notices of another version of the bridge are ignored: run one version on this database',
  'out-of-time':
    'notices from before this process listened, or from the future, are ignored: let NTP set the clocks of all bridges; if they agree, somebody else who may connect to the database repeats what bridges said',
  'heard-before':
    'notices that came twice are ignored: somebody else who may connect to the database repeats what bridges said',
};

/** @param now monotonic milliseconds. */
export function tellIgnoredNotices(
  notices: Pick<Notices, 'on'>,
  { metrics, log }: { readonly metrics: { noticeIgnored(why: Unheard): void }; readonly log: Log },
  now = () => performance.now(),
): void {
  const lines = new Map<Unheard, { readonly at: number; since: number }>();
  notices.on('ignored', (why) => {
    metrics.noticeIgnored(why);
    const last = lines.get(why);
    if (last && now() - last.at < LINE_EVERY_MS) {
      last.since++;
      return;
    }
    log.error({ why, count: (last?.since ?? 0) + 1 }, WHAT_TO_DO[why]);
    lines.set(why, { at: now(), since: 0 });
  });
}
