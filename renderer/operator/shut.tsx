import type { OperatorMenu } from '../../preload/operator.ts';
import type { Act } from './act.ts';

type ShutMenu = Extract<OperatorMenu, { at: 'off' | 'unlogged' | 'locked' }>;

/** Why nobody gets in now, and what would change that. */
export function Shut({ menu, asset, act }: { menu: ShutMenu; asset: string; act: Act }) {
  return (
    <section class="operator-words operator-shut">
      <p class="operator-label">Operator menu, machine {asset}</p>
      <h1>{titleOf(menu)}</h1>
      <p class="operator-body">{bodyOf(menu)}</p>
      <button type="button" onClick={() => act({ act: 'leave' })}>
        Leave
      </button>
    </section>
  );
}

function titleOf(menu: ShutMenu): string {
  switch (menu.at) {
    case 'off':
      return 'The menu is off';
    case 'locked':
      return 'The menu is locked';
    case 'unlogged':
      return 'The log cannot be written';
  }
}

function bodyOf(menu: ShutMenu): string {
  switch (menu.at) {
    case 'off':
      return 'No code is set. Make one with “npm run operator:code” and put it into “operator.codes” in settings.json.';
    case 'locked':
      return `Three wrong codes. It opens again at ${new Date(menu.until).toLocaleTimeString('sv-SE')}.`;
    case 'unlogged':
      return `Nothing is done here that is not written down: ${menu.problem}.`;
  }
}
