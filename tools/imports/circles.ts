/**
 * Circles, at every depth: inside each folder, its files and sub-folders, each taken as one, may not import each other
 * in a circle. That covers circles of files, which are circles of whatever holds them in their common folder.
 */
import type { Arrow } from './graph.ts';

export interface Circle {
  /** The folder that it is in. */
  readonly folder: string;
  /** The files and sub-folders of the circle, by name; the last one imports the first. */
  readonly members: readonly string[];
  /** One arrow between files for each step. */
  readonly arrows: readonly Arrow[];
}

/** What imports what inside one folder, with one arrow between files for each. */
type Level = Map<string, Map<string, Arrow>>;

/** The shortest circle through each file or folder that is in one, each circle once. */
export function circlesOf(arrows: readonly Arrow[]): Circle[] {
  const circles = new Map<string, Circle>();
  for (const [folder, level] of levelsOf(arrows)) {
    const told = new Set<string>();
    for (const start of level.keys()) {
      if (told.has(start)) continue;
      const steps = shortestWay(level, start, start);
      if (steps === undefined) continue;
      const members = steps.map(({ from }) => from);
      for (const member of members) told.add(member);
      circles.set(`${folder}: ${members.join()}`, {
        folder,
        members,
        arrows: steps.map(({ arrow }) => arrow),
      });
    }
  }
  return [...circles.values()];
}

/** Whether the arrow is a step of a circle among all these arrows. */
export function isInCircle(arrow: Arrow, arrows: readonly Arrow[]): boolean {
  const { folder, from, to } = stepOf(arrow);
  const level = levelsOf(arrows).get(folder);
  return level !== undefined && from !== to && shortestWay(level, to, from) !== undefined;
}

function levelsOf(arrows: readonly Arrow[]): Map<string, Level> {
  const levels = new Map<string, Level>();
  for (const arrow of arrows) {
    const { folder, from, to } = stepOf(arrow);
    const level: Level = levels.get(folder) ?? new Map<string, Map<string, Arrow>>();
    const targets = level.get(from) ?? new Map<string, Arrow>();
    levels.set(folder, level.set(from, targets.set(to, arrow)));
  }
  return levels;
}

/** The folder that both files are in, and which of its files or sub-folders the arrow is between. */
function stepOf({ from, to }: Arrow): { folder: string; from: string; to: string } {
  const a = from.split('/');
  const b = to.split('/');
  const depth = a.findIndex((part, index) => part !== b[index] || index === a.length - 1);
  return { folder: a.slice(0, depth).join('/'), from: a[depth] ?? from, to: b[depth] ?? to };
}

interface Step {
  readonly from: string;
  readonly to: string;
  readonly arrow: Arrow;
}

/** Breadth first. @returns undefined where no way leads from one to the other. */
function shortestWay(level: Level, start: string, end: string): Step[] | undefined {
  const seen = new Set<string>();
  let ways: Step[][] = [[]];
  while (ways.length > 0) {
    const longer: Step[][] = [];
    for (const way of ways) {
      const at = way.at(-1)?.to ?? start;
      for (const [to, arrow] of level.get(at) ?? []) {
        const next = [...way, { from: at, to, arrow }];
        if (to === end) return next;
        if (seen.has(to)) continue;
        seen.add(to);
        longer.push(next);
      }
    }
    ways = longer;
  }
  return undefined;
}
