import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { EgmLinkClose, type BridgeMessage } from '../../protocol/egm-link.ts';
import { SimulatedClock } from '../../test/support/simulated-clock.ts';
import type { ConnectionEvents } from './dial.ts';
import { EgmLink } from './egm-link.ts';

const HEARTBEAT_MS = 1_000;
const welcome: BridgeMessage = {
  type: 'welcome',
  asset: 'EGM-0042',
  designation: '000042',
  tellAfter: null,
  noteTellAfter: null,
  enabled: true,
  currency: 'USD',
  heartbeatMs: HEARTBEAT_MS,
};

const open = {
  type: 'transfer.open',
  transferId: '000042-0000000001',
  why: 'ASKING',
  fundingId: null,
  requested: null,
  board: null,
  present: null,
  other: null,
} as const;

/** A link whose connections a test plays by hand. */
function fixture() {
  const clock = new SimulatedClock();
  const dialled: { events: ConnectionEvents; sent: string[]; closed: number | null }[] = [];
  const link = new EgmLink({
    dial(events) {
      const connection = { events, sent: [] as string[], closed: null as number | null };
      dialled.push(connection);
      return {
        send: (text) => connection.sent.push(text),
        close(code) {
          connection.closed = code;
        },
      };
    },
    asset: 'EGM-0042',
    hello: () => ({
      type: 'hello',
      kiosk: { version: '1', runtime: 'test' },
      cabinet: { connection: 'connecting' },
    }),
    clock,
    random: () => 0,
    logger: pino({ level: 'silent' }),
  });
  const connection = () => {
    const newest = dialled.at(-1);
    if (newest === undefined) throw new Error('nothing was dialled');
    return newest;
  };
  const say = (message: BridgeMessage | string): void =>
    connection().events.message(typeof message === 'string' ? message : JSON.stringify(message));
  const comeUp = (): void => {
    connection().events.opened();
    say(welcome);
  };
  link.start();
  return { clock, dialled, link, connection, say, comeUp };
}

describe('the link', () => {
  it('says hello, and is up when it is welcomed', () => {
    const { link, connection, comeUp } = fixture();
    comeUp();
    expect(connection().sent).toEqual([expect.stringContaining('"hello"')]);
    expect(link.state).toMatchObject({ link: 'up' });
  });

  it('hands on what the bridge says, and sends what it is given', () => {
    const { link, connection, say, comeUp } = fixture();
    const heard: string[] = [];
    link.on('message', (message) => heard.push(message.type));
    comeUp();
    say({ type: 'machine', enabled: false });
    expect(heard).toEqual(['machine']);
    expect(link.send(open)).toBe(true);
    expect(connection().sent).toHaveLength(2);
  });

  it('sends nothing, and keeps nothing back, while it is not up', () => {
    const { link, connection } = fixture();
    connection().events.opened();
    expect(link.send(open)).toBe(false);
    expect(connection().sent).toHaveLength(1);
  });

  it.each<[string, (BridgeMessage | string)[]]>([
    ['what is not JSON', [welcome, '{']],
    ['what is not of the schema', [welcome, '{"type":"machine"}']],
    ['anything before the welcome', [{ type: 'machine', enabled: true }]],
    ['a second welcome', [welcome, welcome]],
    ['a welcome of another machine', [{ ...welcome, asset: 'EGM-0043' }]],
  ])('is ended by %s, which changes nothing [checked-at-the-door]', (_what, messages) => {
    const { link, connection, say } = fixture();
    const heard: string[] = [];
    link.on('message', (message) => heard.push(message.type));
    connection().events.opened();
    for (const message of messages) say(message);
    expect(heard).toEqual([]);
    expect(connection().closed).toBe(EgmLinkClose.PROTOCOL_ERROR);
    expect(link.state).toEqual({ link: 'down', loss: 'PROTOCOL' });
  });

  it('is dead after two silent heartbeats, and any sign of life counts', () => {
    const { clock, link, connection, say, comeUp } = fixture();
    comeUp();
    clock.advance(2 * HEARTBEAT_MS - 1);
    connection().events.heard();
    clock.advance(2 * HEARTBEAT_MS - 1);
    say({ type: 'machine', enabled: true });
    clock.advance(2 * HEARTBEAT_MS - 1);
    expect(link.state.link).toBe('up');
    clock.advance(1);
    expect(link.state).toEqual({ link: 'down', loss: 'SILENT' });
    expect(connection().closed).not.toBeNull();
  });

  it('gives up a bridge that does not welcome it', () => {
    const { clock, link, connection } = fixture();
    connection().events.opened();
    clock.advance(5_000);
    expect(link.state).toEqual({ link: 'down', loss: 'SILENT' });
  });

  it('comes back by itself, soon at first and then more slowly', () => {
    const { clock, dialled, connection } = fixture();
    connection().events.ended('UNREACHABLE', 'refused');
    clock.advance(250);
    expect(dialled).toHaveLength(2);
    connection().events.ended('UNREACHABLE', 'refused');
    clock.advance(250);
    expect(dialled).toHaveLength(2);
    clock.advance(250);
    expect(dialled).toHaveLength(3);
  });

  it('keeps its pace towards a bridge that takes it and drops it, and forgets it after a steady link', () => {
    const { clock, dialled, connection, comeUp } = fixture();
    for (const expected of [250, 500, 1_000]) {
      comeUp();
      connection().events.ended('CLOSED', 'gone');
      clock.advance(expected);
    }
    expect(dialled).toHaveLength(4);
    comeUp();
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1_000);
      connection().events.heard();
    }
    connection().events.ended('CLOSED', 'gone');
    clock.advance(250);
    expect(dialled).toHaveLength(5);
  });

  it('begins anew at once when what it began with is no longer so', () => {
    const { clock, dialled, link, connection, comeUp } = fixture();
    comeUp();
    link.renew();
    expect(connection().closed).toBe(1000);
    clock.advance(250);
    expect(dialled).toHaveLength(2);
  });

  it('stays away when it was stopped', () => {
    const { clock, dialled, link, comeUp } = fixture();
    comeUp();
    link.stop();
    clock.advance(600_000);
    expect(dialled).toHaveLength(1);
  });
});
