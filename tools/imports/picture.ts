/** The import graph as Mermaid pictures: one of the rooms, and one for each room that has floors. */
import { placeOf } from './floors.ts';
import type { Arrow, ImportGraph } from './graph.ts';
import { roomOf } from './paths.ts';
import type { Plan } from './plan.ts';

/** What imports what, each pair once. */
type Pairs = ReadonlyMap<string, ReadonlySet<string>>;

export function roomsPicture(plan: Plan, { arrows }: ImportGraph): string {
  const pairs = pairsOf(arrows, roomOf);
  return draw(
    'room',
    plan.rooms.map(({ name }) => name),
    pairs,
    () => false,
  );
}

/** Arrows that follow from others are left out, or nobody could read it; wrong ones are dotted. */
export function floorsPicture(plan: Plan, graph: ImportGraph, room: string): string {
  const floors = plan.floors[room] ?? [];
  const inRoom = graph.files.filter((file) => roomOf(file) === room);
  const places = new Map(inRoom.map((file) => [file, placeOf(floors, room, file)]));
  const floorOf = new Map([...places.values()].map((place) => [place?.name ?? '', place?.floor ?? 0]));
  const arrows = graph.arrows.filter(({ from, to }) => places.has(from) && places.has(to));
  const pairs = pairsOf(arrows, (file) => places.get(file)?.name ?? '');
  const isWrong = (from: string, to: string) => (floorOf.get(from) ?? 0) >= (floorOf.get(to) ?? 0);
  const right = choose(pairs, (from, to) => !isWrong(from, to));
  const drawn = choose(pairs, (from, to) => isWrong(from, to) || !followsFromOthers(right, from, to));
  const names = [...floorOf.keys()].toSorted((a, b) => (floorOf.get(a) ?? 0) - (floorOf.get(b) ?? 0));
  return draw(room, names, drawn, isWrong);
}

function pairsOf(arrows: readonly Arrow[], nameOf: (file: string) => string): Pairs {
  const pairs = new Map<string, Set<string>>();
  for (const { from, to } of arrows.map((arrow) => ({ from: nameOf(arrow.from), to: nameOf(arrow.to) }))) {
    if (from !== to) pairs.set(from, (pairs.get(from) ?? new Set()).add(to));
  }
  return pairs;
}

function choose(pairs: Pairs, isChosen: (from: string, to: string) => boolean): Pairs {
  return new Map(
    [...pairs].map(([from, targets]) => [from, new Set([...targets].filter((to) => isChosen(from, to)))]),
  );
}

/** Whether a longer way leads there. The pairs have no circle. */
function followsFromOthers(pairs: Pairs, from: string, to: string): boolean {
  const leads = (at: string): boolean => at === to || [...(pairs.get(at) ?? [])].some(leads);
  return [...(pairs.get(from) ?? [])].some((next) => next !== to && leads(next));
}

/** The prefix keeps names apart from Mermaid's own words. */
function draw(
  prefix: string,
  names: readonly string[],
  pairs: Pairs,
  isWrong: (from: string, to: string) => boolean,
): string {
  const idOf = (name: string) => `${prefix}_${name.replaceAll(/\W/g, '_')}`;
  return [
    'flowchart TD',
    ...names.map((name) => `  ${idOf(name)}["${name}"]`),
    ...names.flatMap((from) =>
      names
        .filter((to) => pairs.get(from)?.has(to))
        .map((to) => `  ${idOf(from)} ${isWrong(from, to) ? '-. wrong .->' : '-->'} ${idOf(to)}`),
    ),
  ].join('\n');
}
