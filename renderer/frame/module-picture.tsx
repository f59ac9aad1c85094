/** A pictogram on its grid of modules, lit ones over unlit ones. */
import { PICTOGRAM_SIDE, PICTOGRAMS, type Pictogram } from './pictograms.ts';

const GAP = 0.08;
const EDGE = 1 - 2 * GAP;

/** Every row is a group, so that a picture may be lit row by row. */
export function ModulePicture({ of, arriving = false }: { of: Pictogram; arriving?: boolean }) {
  return (
    <svg
      class="picture"
      data-arriving={arriving}
      viewBox={`0 0 ${PICTOGRAM_SIDE} ${PICTOGRAM_SIDE}`}
      aria-hidden="true"
    >
      {PICTOGRAMS[of].map((row, y) => (
        <g key={y} class={`row row-${y}`}>
          {Array.from(row, (module, x) => (
            <rect
              key={x}
              class={module === '#' ? 'lit' : 'unlit'}
              x={x + GAP}
              y={y + GAP}
              width={EDGE}
              height={EDGE}
              rx={0.16}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}
