/** The operator menu on the glass: a menu in, a screen out. What is pressed is told to main, which decides. */
import { useLayoutEffect } from 'preact/hooks';
import type { OperatorMenu } from '../../preload/operator.ts';
import type { Drawing } from '../code/drawing.ts';
import type { Act } from './act.ts';
import { CodePad } from './code-pad.tsx';
import { actionOfKey } from './keys.ts';
import { Menu } from './menu.tsx';
import { Shut } from './shut.tsx';

interface OperatorScreenProps {
  menu: OperatorMenu;
  asset: string;
  /** The test code; null where there is none, or none that a phone could read. */
  drawing: Drawing | null;
  act: Act;
}

export function OperatorScreen({ menu, asset, drawing, act }: OperatorScreenProps) {
  // From the frame that shows the menu on, so that no digit is lost.
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const action = actionOfKey(menu, event.key);
      if (action !== null) event.preventDefault();
      act(action ?? { act: 'stay' });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [menu, act]);

  return (
    <main class="operator" data-screen="operator" lang="en" onPointerDown={() => act({ act: 'stay' })}>
      {menu.at === 'open' ? (
        <Menu menu={menu} asset={asset} drawing={drawing} act={act} />
      ) : menu.at === 'code' ? (
        <CodePad menu={menu} asset={asset} act={act} />
      ) : (
        <Shut menu={menu} asset={asset} act={act} />
      )}
    </main>
  );
}
