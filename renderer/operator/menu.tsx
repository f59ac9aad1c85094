import type { OperatorMenu } from '../../preload/operator.ts';
import { CodeCanvas } from '../code/code-canvas.tsx';
import type { Drawing } from '../code/drawing.ts';
import type { Act } from './act.ts';
import { PAGE_NAMES, PAGES } from './pages.ts';
import { Facts, Table } from './page-parts.tsx';
import { Question } from './question.tsx';

interface MenuProps {
  menu: Extract<OperatorMenu, { at: 'open' }>;
  asset: string;
  drawing: Drawing | null;
  act: Act;
}

/** All pages at the side, one of them open. */
export function Menu({ menu, asset, drawing, act }: MenuProps) {
  const { page, question, operator } = menu;
  return (
    <div class="operator-menu" data-page={page.name}>
      <nav class="operator-pages" aria-label="Pages">
        {PAGE_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === page.name ? 'page' : undefined}
            onClick={() => act({ act: 'page', page: name })}
          >
            {PAGES[name]}
          </button>
        ))}
        <button type="button" class="operator-leave" onClick={() => act({ act: 'leave' })}>
          Leave
        </button>
      </nav>
      <section class="operator-page">
        <header>
          <h1>{PAGES[page.name]}</h1>
          <p class="operator-label">
            {asset} · {operator}
          </p>
        </header>
        {question !== null ? (
          <Question question={question} act={act} />
        ) : (
          <>
            <Facts facts={page.facts} />
            {page.commands.length > 0 && (
              <p class="operator-commands">
                {page.commands.map(({ command, label }) => (
                  <button key={command} type="button" onClick={() => act({ act: 'do', command })}>
                    {label}
                  </button>
                ))}
              </p>
            )}
            {page.table !== null && <Table key={page.name} table={page.table} act={act} />}
            {page.pattern !== null && drawing === null && (
              <p class="operator-body">This display is too small for a code that a phone could read.</p>
            )}
          </>
        )}
      </section>
      {page.pattern !== null && drawing !== null && question === null && (
        <CodeCanvas drawing={drawing} label="Test code" />
      )}
    </div>
  );
}
