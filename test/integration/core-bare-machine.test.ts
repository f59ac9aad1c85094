/** The real core on a machine that has a credit meter and no other capability. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashCode } from '../../main/settings/code-hash.ts';
import { CoreFixture } from '../support/kiosk/core-fixture.ts';

const ID = '000042-0000000001';
const TWENTY = { minor: 2000, currency: 'USD' };
const CODE = '271828';

let core: CoreFixture;
beforeEach(async () => {
  core = await CoreFixture.start();
  core.operator = { codes: [{ name: 'T-17', hash: await hashCode(CODE) }], opensBy: 'keyOrGesture' };
});
afterEach(async () => {
  await core.stop();
});

it('is credited, and its operator menu offers nothing that it cannot do', async () => {
  const kiosk = core.startKiosk((machine) =>
    Object.assign(machine, { noteAcceptor: null, attendantKey: null, diagnostics: null }),
  );
  await core.screen('code');
  core.bridge.order(ID, TWENTY.minor);
  expect(await core.bridge.result(ID)).toEqual({ outcome: 'credited', amount: TWENTY });
  await core.screen('code');

  kiosk.operator({ act: 'open' });
  for (const digit of CODE) kiosk.operator({ act: 'digit', digit });
  kiosk.operator({ act: 'enter' });
  await core.screen('operator', ({ menu }) => menu.at === 'open');
  const labelsOn = async (page: 'board' | 'acceptor' | 'meters'): Promise<string[]> => {
    kiosk.operator({ act: 'page', page });
    const { menu } = await core.screen(
      'operator',
      ({ menu }) => menu.at === 'open' && menu.page.name === page,
    );
    if (menu.at !== 'open') return [];
    expect(menu.page.commands).toEqual([]);
    return menu.page.facts.map(({ label }) => label);
  };
  expect(await labelsOn('board')).not.toContain('Self test');
  expect(await labelsOn('acceptor')).toEqual(['Acceptor']);
  expect(await labelsOn('meters')).toContain('Notes in');
});
