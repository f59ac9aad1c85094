import { EventEmitter } from 'node:events';
import type { IpcMain, WebContents, WebFrameMain } from 'electron';
import pino from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { PaintReport } from '../../preload/contract.ts';
import { stillOnGlass } from '../glass/still-on-glass.ts';
import { GlassIpc } from './ipc.ts';
import type { Sender } from './sender.ts';

const frame = (origin: string): WebFrameMain => ({ origin }) as WebFrameMain;
const contents = (mainFrame: WebFrameMain): WebContents => ({ mainFrame }) as WebContents;

const mainFrame = frame('app://glass');
const glass = contents(mainFrame);
const trusted: Sender = { sender: glass, senderFrame: mainFrame };
const navigated = frame('https://example.com');

class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, (event: Sender, payload: unknown) => unknown>();

  handle(name: string, handler: (event: Sender, payload: unknown) => unknown): void {
    this.handlers.set(name, handler);
  }
}

let ipcMain: FakeIpcMain;
let shown: WebContents | null;
let heard: unknown[];
const ask = (sender: Sender, payload: unknown): unknown =>
  ipcMain.handlers.get('glass:snapshot')?.(sender, payload);

beforeEach(() => {
  ipcMain = new FakeIpcMain();
  [shown, heard] = [glass, []];
  const ipc = new GlassIpc(ipcMain as unknown as IpcMain, () => shown, pino({ level: 'silent' }));
  ipc.answer('glass:snapshot', stillOnGlass({ kind: 'starting' }).snapshot);
  ipc.on('glass:painted', PaintReport, (report) => heard.push(report));
});

describe('a message', () => {
  const report = { sequence: 1, code: null };

  it('of the glass is heard and answered', () => {
    ipcMain.emit('glass:painted', trusted, report);
    expect(heard).toEqual([report]);
    expect(ask(trusted, null)).toMatchObject({ screen: { kind: 'starting' } });
  });

  it.each<{ who: string; sender: Sender; now?: null }>([
    { who: 'another web contents with the same frame', sender: { ...trusted, sender: contents(mainFrame) } },
    { who: 'a frame within the glass', sender: { ...trusted, senderFrame: frame('app://glass') } },
    { who: 'a frame that is gone', sender: { ...trusted, senderFrame: null } },
    { who: 'the glass before there is one', sender: trusted, now: null },
  ])('of $who is refused', ({ sender, now }) => {
    if (now === null) shown = null;
    ipcMain.emit('glass:painted', sender, report);
    expect(heard).toEqual([]);
    expect(() => ask(sender, null)).toThrow('refused');
  });

  it('of a glass that shows another page is refused', () => {
    shown = contents(navigated);
    const sender = { sender: shown, senderFrame: navigated };
    ipcMain.emit('glass:painted', sender, report);
    expect(heard).toEqual([]);
    expect(() => ask(sender, null)).toThrow('refused');
  });

  it.each([null, 'x', {}, { sequence: -1, code: null }, { sequence: 1, code: null, more: 1 }])(
    'that does not fit is not heard: %j',
    (payload) => {
      ipcMain.emit('glass:painted', trusted, payload);
      expect(heard).toEqual([]);
    },
  );

  it('that asks with a payload where none belongs is refused', () => {
    expect(() => ask(trusted, { more: 1 })).toThrow('refused');
  });
});
