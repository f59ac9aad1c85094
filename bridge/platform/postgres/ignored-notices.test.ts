import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { tellIgnoredNotices } from './ignored-notices.ts';
import type { Unheard } from './notice.ts';
import type { Notices } from './notices.ts';

it('a thousand ignored notices are counted, and are one line a minute for each reason', () => {
  const lines: { why: string; count: number; msg: string }[] = [];
  const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line) as (typeof lines)[number]) });
  const counted: string[] = [];
  const metrics = { noticeIgnored: (reason: string) => counted.push(reason) };
  const notices = new EventEmitter<{ ignored: [why: Unheard] }>();
  let now = 0;
  tellIgnoredNotices(notices as unknown as Notices, { metrics, log }, () => now);
  for (; now < 100_000; now += 100) notices.emit('ignored', 'not-ours');
  notices.emit('ignored', 'heard-before');
  expect(counted).toHaveLength(1_001);
  expect(lines.map(({ why, count }) => [why, count])).toEqual([
    ['not-ours', 1],
    ['not-ours', 600],
    ['heard-before', 1],
  ]);
  expect(lines[0]?.msg).toContain('give every bridge and every bridge:admin on this database the same key');
});
