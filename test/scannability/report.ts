/** docs/scannability.md, from the trials. */
import { comparisonsOf, lostToPlain, sameCamera, type Comparison } from './comparison.ts';
import { CONDITIONS, DISTANCES_MM, PIXELS_PER_MODULE, STRAIGHT_ON } from './conditions.ts';
import { TOPPERS, URL_LENGTHS, USUAL_LENGTH, type Topper } from './displays.ts';
import { SOME_DISTANCES_MM, type Trial } from './experiment.ts';
import type { Reach } from './reach.ts';
import { READERS, type Reader } from './readers.ts';
import { MAKERS, type Maker, type Subject } from './subjects.ts';

type Cell = string | number;

export interface SubjectWithReach {
  readonly subject: Subject;
  readonly reach: Reach;
}

export function reportOf(
  subjects: readonly Subject[],
  trials: readonly Trial[],
  reaches: readonly SubjectWithReach[],
): string {
  const together = sameCamera(trials);
  return [
    INTRODUCTION,
    '## What is drawn',
    '',
    'Level of error correction, version, device pixels per module, and how wide a module is on the display. "Plain" is ' +
      'what the `qrcode` library makes by default (level M, 4 pixels a module, quiet zone of 4) in an HTML page without a ' +
      'style sheet.',
    '',
    table(
      ['display', ...URL_LENGTHS.flatMap((length) => [`ours, ${length}`, `plain, ${length}`])],
      TOPPERS.map((topper) => [
        nameOf(topper),
        ...URL_LENGTHS.flatMap((length) => MAKERS.map((maker) => drawn(subjects, topper, length, maker))),
      ]),
    ),
    '',
    '## Where reading ends: camera pixels per module',
    '',
    `Straight on; part of the ${URL_LENGTHS.length * TOPPERS.length} codes (every display, every length) that is read.`,
    '',
    table(
      ['camera pixels per module', ...columns()],
      PIXELS_PER_MODULE.map((pixels) => [
        pixels,
        ...rates(trials.filter(({ pixelsPerModule }) => pixelsPerModule === pixels)),
      ]),
    ),
    '',
    floorSentence(trials),
    '',
    '## The same camera in the same place',
    '',
    `Straight on from ${DISTANCES_MM.join(', ')} mm; everything else from ${SOME_DISTANCES_MM.join(' and ')} mm. Part of the codes, over ` +
      'all displays, lengths and distances, that is read. Places so near that not all of the code is in the picture are ' +
      'left out: there the player steps back.',
    '',
    table(
      ['condition', ...columns()],
      CONDITIONS.map((condition) => [
        condition.name,
        ...rates(together.filter((trial) => trial.condition === condition)),
      ]),
    ),
    '',
    comparison(trials),
    '',
    '## By display and length of the url',
    '',
    'Part of the places of the section above from which it is read, all conditions and distances together.',
    '',
    byDisplayAndLength(together, rates),
    '',
    '## How far away',
    '',
    'The farthest of the distances, in millimetres, from which it is read straight on.',
    '',
    byDisplayAndLength(together, farthest),
    '',
    '## The short code of our own pages',
    '',
    ownCodes(reaches),
    '',
  ].join('\n');
}

const INTRODUCTION = `# Can a phone read it?

Written by \`npm run scannability\`; do not edit by hand. The glass is drawn by the real runtime, at each size of display
and for urls of each length; its pixels are then photographed by a simulated camera (test/scannability/camera.ts) and
read by two readers: zxing-wasm, which most apps carry in some form, and jsQR, which gives up sooner and is the stricter
opinion.

The camera is a 1080p preview behind a 65° lens, which is what phones decode. It sees perspective, rotation, the lens's
blur (0.5 camera pixels at best), a reflected lamp, and sensor noise that grows as light falls; for moiré also the
display's pixel grid, each pixel shining over three quarters of its width and height. A phone decodes picture after
picture from a hand that is never still, so from each place there is a second of preview, thirty pictures within three
degrees; one that is read is enough. A picture that is not read at its full size is tried at half of it, as scanning
apps do: zxing-wasm does so by itself, for jsQR it is done here, for ours and the plain code alike. It leaves out colour, rolling shutter, motion, lens distortion, and what a phone gains by its full resolution
and by trying for longer: real phones do better than these figures. What they are good for is comparison, and to see
where reading ends.
`;

function columns(): string[] {
  return each((maker, reader) => `${maker}, ${reader}`);
}

function each<T>(value: (maker: Maker, reader: Reader) => T): T[] {
  return MAKERS.flatMap((maker) => READERS.map((reader) => value(maker, reader)));
}

function rates(trials: readonly Trial[]): string[] {
  return each((maker, reader) => {
    const made = trials.filter(({ subject }) => subject.maker === maker);
    const read = made.filter((trial) => trial.read[reader]);
    return made.length === 0 ? '' : `${Math.round((100 * read.length) / made.length)} %`;
  });
}

function floorSentence(trials: readonly Trial[]): string {
  const floors = READERS.map((reader) => {
    const floor = PIXELS_PER_MODULE.find((pixels) =>
      trials
        .filter(
          ({ subject, pixelsPerModule }) => subject.maker === 'ours' && (pixelsPerModule ?? 0) >= pixels,
        )
        .every(({ read }) => read[reader]),
    );
    return `${reader} reads all of ours from ${floor ?? 'more than 6'} camera pixels per module`;
  });
  return `${floors.join('; ')}.`;
}

function drawn(subjects: readonly Subject[], topper: Topper, urlLength: number, maker: Maker): string {
  const subject = subjects.find(
    (one) => one.topper === topper && one.urlLength === urlLength && one.maker === maker,
  );
  if (!subject) return 'refused';
  const { aim, modulePx, pitchMm } = subject;
  const cut = aim.y + aim.side > topper.height || aim.x + aim.side > topper.width;
  return `${subject.drawn}, ${(modulePx * pitchMm).toFixed(1)} mm${cut ? ', **cut off**' : ''}`;
}

function farthest(trials: readonly Trial[]): Cell[] {
  const straight = trials.filter(({ condition }) => condition === STRAIGHT_ON);
  return each((maker, reader) => {
    const reached = straight.filter(({ subject, read }) => subject.maker === maker && read[reader]);
    return reached.length === 0 ? 'none' : Math.max(...reached.map(({ distanceMm }) => distanceMm));
  });
}

function comparison(trials: readonly Trial[]): string {
  const all = comparisonsOf(trials);
  const better = all.filter(({ ours, plain }) => ours > plain);
  const worse = lostToPlain(trials);
  const summary =
    `Of ${all.length} comparisons (display, url, condition, reader; all distances) ours is read from more places than the ` +
    `plain one in ${better.length}, from as many in ${all.length - better.length - worse.length}, from fewer in ` +
    `${worse.length} (${READERS.map((one) => `${one} ${worse.filter(({ reader }) => reader === one).length}`).join(', ')}).`;
  return [summary, '', ...worse.map((one) => `- ${describe(one)}`)].join('\n');
}

function describe({ topper, urlLength, condition, reader, ours, plain, of }: Comparison): string {
  return (
    `${nameOf(topper)}, url of ${urlLength}, ${condition.name}, ${reader}: ours from ${ours} of ${of} places, ` +
    `the plain one from ${plain}`
  );
}

function byDisplayAndLength(
  trials: readonly Trial[],
  cells: (trials: readonly Trial[]) => readonly Cell[],
): string {
  return table(
    ['display', 'url', ...columns()],
    TOPPERS.flatMap((topper) =>
      URL_LENGTHS.map((length) => [
        nameOf(topper),
        length,
        ...cells(trials.filter(({ subject }) => subject.topper === topper && subject.urlLength === length)),
      ]),
    ),
  );
}

/** The code of an account on file (docs/rails.md) beside one of Trustly's, on the same glass. */
function ownCodes(reaches: readonly SubjectWithReach[]): string {
  const rows = TOPPERS.flatMap((topper) => {
    const here = reaches.filter(({ subject }) => subject.topper === topper);
    const long = here.find(({ subject }) => subject.urlLength === USUAL_LENGTH);
    const short = here.find(({ subject }) => subject.urlLength < USUAL_LENGTH);
    return long && short ? [{ topper, long, short }] : [];
  });
  const times = rows.map(({ long, short }) =>
    READERS.map((reader) => short.reach[reader] / long.reach[reader]),
  );
  const { urlLength } = rows[0]?.short.subject ?? { urlLength: 0 };
  const ranges = READERS.map((reader, column) => {
    const ofReader = times.map((row) => row[column] ?? 0);
    return `${reader} reads the short one from ${Math.min(...ofReader).toFixed(1)} to ${Math.max(...ofReader).toFixed(1)} times as far`;
  });
  return [
    `A code of ours for an account on file has ${urlLength} characters at most (docs/rails.md). Straight on, back in steps of 2 % until ` +
      `no picture of a second is read any more: the farthest distance, in metres, of a code of ${urlLength} and of one of ${USUAL_LENGTH} ` +
      `characters on the same glass. ${ranges.join('; ')}.`,
    '',
    table(
      [
        'display',
        'drawn',
        ...READERS.flatMap((reader) => [`${urlLength}, ${reader}`, USUAL_LENGTH, 'times']),
      ],
      rows.map(({ topper, long, short }, row) => [
        nameOf(topper),
        `${short.subject.drawn}; ${long.subject.drawn}`,
        ...READERS.flatMap((reader, column) => [
          metres(short.reach[reader]),
          metres(long.reach[reader]),
          (times[row]?.[column] ?? 0).toFixed(1),
        ]),
      ]),
    ),
  ].join('\n');
}

function metres(mm: number): string {
  return (mm / 1_000).toFixed(2);
}

function nameOf({ width, height, widthMm, heightMm }: Topper): string {
  return `${width}x${height} (${widthMm} x ${heightMm} mm)`;
}

function table(head: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
