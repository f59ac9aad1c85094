/** A pictogram on its grid of modules, lit ones over unlit ones, each of whole device pixels as the code's are. */
import { placed, useGlass } from './glass-context.ts';
import { centred } from './layout.ts';
import { PICTOGRAM_SIDE, PICTOGRAMS, type Pictogram } from './pictograms.ts';

/** Every row is a group, so that a picture may be lit row by row. */
export function ModulePicture({ of, arriving = false }: { of: Pictogram; arriving?: boolean }) {
  const { layout, devicePixelRatio } = useGlass();
  const modulePx = Math.floor(layout.picture.side / PICTOGRAM_SIDE);
  const side = PICTOGRAM_SIDE * modulePx;
  const gap = Math.max(1, Math.round(modulePx * 0.08));
  const edge = modulePx - 2 * gap;
  return (
    <svg
      class="picture"
      data-arriving={arriving}
      viewBox={`0 0 ${side} ${side}`}
      style={placed(centred(side, layout.picture), devicePixelRatio)}
      aria-hidden="true"
    >
      {PICTOGRAMS[of].map((row, y) => (
        <g key={y} class={`row row-${y}`}>
          {Array.from(row, (module, x) => (
            <rect
              key={x}
              class={module === '#' ? 'lit' : 'unlit'}
              x={x * modulePx + gap}
              y={y * modulePx + gap}
              width={edge}
              height={edge}
              rx={Math.round(modulePx * 0.16)}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}
