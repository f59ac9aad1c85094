import { useEffect, useRef } from 'preact/hooks';
import type { OperatorFact, OperatorTable } from '../../preload/operator.ts';
import type { Act } from './act.ts';

export function Facts({ facts }: { facts: OperatorFact[] }) {
  if (facts.length === 0) return null;
  return (
    <dl class="operator-facts">
      {facts.map(({ label, value, mood }) => (
        <div key={label} data-mood={mood} data-long={value.length > 44}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How much of the visible part one press scrolls: not all of it, so that the reader keeps the place. */
const A_PAGE = 0.85;

/** Scrolls by touch, by its two buttons and by the keyboard. */
export function Table({ table, act }: { table: OperatorTable; act: Act }) {
  const area = useRef<HTMLDivElement>(null);
  const scroll = (pages: number) => {
    area.current?.scrollBy({ top: pages * A_PAGE * area.current.clientHeight });
  };

  useEffect(() => {
    const pressed = ({ key }: KeyboardEvent) => {
      if (key === 'ArrowDown' || key === 'PageDown') scroll(1);
      if (key === 'ArrowUp' || key === 'PageUp') scroll(-1);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);

  if (table.rows.length === 0) return <p class="operator-body">{table.none}</p>;
  return (
    <div class="operator-table">
      <div class="operator-rows" ref={area} onScroll={() => act({ act: 'stay' })}>
        <table>
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(({ cells, mood }, row) => (
              <tr key={row} data-mood={mood}>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div class="operator-scroll">
        <button type="button" aria-label="Up" onClick={() => scroll(-1)}>
          ▲
        </button>
        <button type="button" aria-label="Down" onClick={() => scroll(1)}>
          ▼
        </button>
      </div>
    </div>
  );
}
