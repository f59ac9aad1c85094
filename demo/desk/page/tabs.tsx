/** On a small screen the panels lie one behind the other; these bring them to the front. A large one shows them all. */
import type { DeskSnapshot } from '../contract.ts';
import { condition, isPlayable } from './condition.ts';

export type Tab = 'cabinet' | 'trouble' | 'books';

interface TabsProps {
  tab: Tab;
  turn: (tab: Tab) => void;
  snapshot: DeskSnapshot;
}

/** What must not be missed behind another panel is on the tab itself. */
export function Tabs({ tab, turn, snapshot: { cabinet, reconciliation } }: TabsProps) {
  const tabs: { name: Tab; text: string; state?: string }[] = [
    {
      name: 'cabinet',
      text: `Machine: ${condition(cabinet)}`,
      state: isPlayable(cabinet) ? 'agree' : 'disagree',
    },
    { name: 'trouble', text: 'Make trouble' },
    { name: 'books', text: 'The books', state: reconciliation.verdict },
  ];
  return (
    <nav class="tabs" aria-label="Panels">
      {tabs.map(({ name, text, state }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === tab}
          data-state={state}
          onClick={() => turn(name)}
        >
          {text}
        </button>
      ))}
    </nav>
  );
}
