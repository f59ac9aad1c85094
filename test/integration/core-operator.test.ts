/** The operator menu of the real core with the virtual cabinet process: the key, the code, and what may be done. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashCode } from '../../main/settings/code-hash.ts';
import type { Kiosk } from '../../main/kiosk-ports.ts';
import type { OperatorAction, OperatorMenu, OperatorPage } from '../../preload/operator.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';
import { waitFor } from '../support/wait.ts';

const CODE = '271828';
let hash: string;
let core: CoreFixture;
let kiosk: Kiosk;

beforeAll(async () => {
  hash = await hashCode(CODE);
});

beforeEach(async () => {
  core = await CoreFixture.start();
  core.operator = { codes: [{ name: 'T-17', hash }] };
  kiosk = core.startKiosk();
  await core.screen('code');
});

afterEach(async () => {
  await core.stop();
});

async function menu<At extends OperatorMenu['at']>(at: At): Promise<Extract<OperatorMenu, { at: At }>> {
  const screen = await core.screen('operator', (shown) => shown.menu.at === at);
  return screen.menu as Extract<OperatorMenu, { at: At }>;
}

function type(code: string): void {
  for (const digit of code) kiosk.operator({ act: 'digit', digit });
  kiosk.operator({ act: 'enter' });
}

async function turnTheKey(): Promise<void> {
  await core.cabinet.act({ action: 'attendantKey', turned: false });
  await core.cabinet.act({ action: 'attendantKey', turned: true });
}

async function enter(): Promise<void> {
  await turnTheKey();
  await menu('code');
  type(CODE);
  await menu('open');
}

async function page(action: OperatorAction, passes: (page: OperatorPage) => boolean): Promise<OperatorPage> {
  kiosk.operator(action);
  const { menu } = await core.screen(
    'operator',
    (shown) => shown.menu.at === 'open' && passes(shown.menu.page),
  );
  return (menu as Extract<OperatorMenu, { at: 'open' }>).page;
}

const valueOf = (shown: OperatorPage, label: string): string | undefined =>
  shown.facts.find((fact) => fact.label === label)?.value;

function logged(): string[] {
  const lines = readFileSync(core.operatorLogFile, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { event, operator } = JSON.parse(line) as { event: string; operator: string | null };
    return `${event} ${operator ?? '-'}`;
  });
}

describe('the operator menu', () => {
  it('opens by key and code, and while it is open there is no code, no credit and no note [live-codes-only]', async () => {
    await enter();
    core.bridge.order('000042-0000000001', 2000);
    expect(await core.bridge.result('000042-0000000001')).toEqual({
      outcome: 'refused',
      reason: 'NOT_PLAYABLE',
    });
    expect((await core.meters()).credits).toBe(0);
    expect(core.bridge.of('cabinet').at(-1)?.status).toMatchObject({ conditions: ['OUT_OF_ORDER'] });
    await waitFor('an acceptor that is shut', async () => !(await core.cabinet.state()).notesEnabled);

    kiosk.operator({ act: 'leave' });
    await core.screen('code');
    await waitFor('the bridge to know', () => {
      const told = core.bridge.of('cabinet').at(-1)?.status;
      return told?.connection === 'ready' && told.conditions.length === 0;
    });
    expect(logged()).toEqual(['asked -', 'entered T-17', 'left T-17']);
  });

  it('shows the board, tests it, and reads its meters', async () => {
    await core.cabinet.act({ action: 'note.insert', minor: 2000 });
    await waitFor('the note', async () => (await core.meters()).notesIn === 2000);
    await enter();
    const { identity } = await core.cabinet.state();
    const board = await page({ act: 'page', page: 'board' }, ({ name }) => name === 'board');
    expect(valueOf(board, 'Firmware')).toBe(identity.firmware);
    await page({ act: 'do', command: 'selfTest' }, (shown) => valueOf(shown, 'Self test') === 'Passed');
    const meters = await page(
      { act: 'page', page: 'meters' },
      ({ name, table }) => name === 'meters' && table?.rows.length !== 0,
    );
    expect(valueOf(meters, 'Notes in')).toBe('$20.00');
    expect(meters.table?.rows.map(({ cells }) => cells)).toContainEqual(['$20.00', '1', '$20.00']);
    expect(logged()).toContain('selfTest T-17');
  });

  it('gives every note back in the acceptor test, and takes them again afterwards [stacked-notes]', async () => {
    await enter();
    await page({ act: 'page', page: 'acceptor' }, ({ name }) => name === 'acceptor');
    await waitFor('the acceptor', async () => (await core.cabinet.state()).acceptor !== 'DISABLED');
    await waitFor('the note to be seen', async () => {
      await core.cabinet.act({ action: 'note.insert', minor: 500 });
      const { screen } = kiosk.snapshot();
      return (
        screen.kind === 'operator' &&
        screen.menu.at === 'open' &&
        screen.menu.page.table?.rows.some(({ cells }) => cells[1] === 'returned' && cells[2] === '$5.00')
      );
    });
    expect((await core.meters()).notesIn).toBe(0);
    expect(logged()).toContain('acceptorTest T-17');
    kiosk.operator({ act: 'leave' });
    await waitFor('a note that stays', async () => {
      await core.cabinet.act({ action: 'note.insert', minor: 500 });
      return (await core.meters()).notesIn > 0;
    });
  });

  it('locks after three wrong codes, and a restart does not open it', async () => {
    await turnTheKey();
    await menu('code');
    for (const attemptsLeft of [2, 1]) {
      type('111111');
      await core.screen('operator', ({ menu }) => menu.at === 'code' && menu.attemptsLeft === attemptsLeft);
    }
    type('111111');
    await menu('locked');
    await core.stopKiosk();
    kiosk = core.startKiosk();
    await core.screen('code');
    await turnTheKey();
    await menu('locked');
    type(CODE);
    expect(kiosk.snapshot().screen).toMatchObject({ menu: { at: 'locked' } });
    expect(logged()).toEqual([
      'asked -',
      'wrongCode -',
      'wrongCode -',
      'wrongCode -',
      'locked -',
      'turnedAway -',
    ]);
  });

  it('accepts another board in the name of the person who is in, after asking twice (C8)', async () => {
    await core.loseBoardMemory();
    await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'C8');
    await enter();
    await page({ act: 'page', page: 'board' }, ({ commands }) =>
      commands.some(({ command }) => command === 'acceptBoard'),
    );
    kiosk.operator({ act: 'do', command: 'acceptBoard' });
    await core.screen('operator', ({ menu }) => menu.at === 'open' && menu.question !== null);
    expect(logged()).not.toContain('boardAccepted T-17');
    await page({ act: 'confirm' }, (shown) => valueOf(shown, 'State') === 'Ready, playable');
    expect(logged()).toContain('boardAccepted T-17');
    kiosk.operator({ act: 'leave' });
    await core.screen('code');
  });

  it('works with no link and a damaged journal, and offers a new one', async () => {
    await core.stopKiosk();
    writeFileSync(core.journalFile, 'not a journal');
    core.bridge.cut();
    kiosk = core.startKiosk();
    await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'J1');
    await enter();
    const journal = await page({ act: 'page', page: 'journal' }, ({ name }) => name === 'journal');
    expect(journal.commands).toMatchObject([{ command: 'beginJournal' }]);
    kiosk.operator({ act: 'do', command: 'beginJournal' });
    kiosk.operator({ act: 'confirm' });
    expect(logged().at(-1)).toBe('journalBegun T-17');
    const link = await page({ act: 'page', page: 'link' }, ({ name }) => name === 'link');
    expect(valueOf(link, 'Link')).toMatch(/^L\d: /);
  });

  it('is off where no code is set, and opens by no gesture where only the key may', async () => {
    await core.stopKiosk();
    core.operator = { codes: [], opensBy: 'key' };
    kiosk = core.startKiosk();
    await core.screen('code');
    kiosk.operator({ act: 'open' });
    expect(kiosk.snapshot().screen.kind).toBe('code');
    await turnTheKey();
    await menu('off');
    kiosk.operator({ act: 'leave' });
    await core.screen('code');
  });

  it('is left by itself when nobody touches it any more', async () => {
    await core.stopKiosk();
    core.operator = { codes: [{ name: 'T-17', hash }], leaveAfterMs: 10_000 };
    kiosk = core.startKiosk();
    await core.screen('code');
    await enter();
    await core.screen('code');
    expect(logged()).toEqual(['asked -', 'entered T-17', 'left T-17']);
  });

  it('opens to nobody when actions cannot be recorded', async () => {
    await core.stopKiosk();
    mkdirSync(core.operatorLogFile);
    kiosk = core.startKiosk();
    await core.screen('code');
    await turnTheKey();
    await menu('unlogged');
    type(CODE);
    expect(kiosk.snapshot().screen).toMatchObject({ menu: { at: 'unlogged' } });
    kiosk.operator({ act: 'leave' });
    await core.screen('code');
  });

  it('keeps the machine out of service through a restart, until an operator puts it back', async () => {
    await enter();
    kiosk.operator({ act: 'do', command: 'takeOut' });
    kiosk.operator({ act: 'leave' });
    await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'K3');
    await core.stopKiosk();
    core.bridge.received.length = 0;
    kiosk = core.startKiosk();
    await core.screen('unavailable', ({ technicianCode }) => technicianCode === 'K3');
    await core.bridge.expect('memory'); // a key that is turned before the board is there is no turn
    await enter();
    kiosk.operator({ act: 'do', command: 'putIn' });
    kiosk.operator({ act: 'leave' });
    await core.screen('code');
    expect(logged()).toEqual(expect.arrayContaining(['outOfService T-17', 'inService T-17']));
  });
});
