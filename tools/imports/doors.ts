/** The doors between rooms, and to packages. */
import type { Arrow, ImportGraph } from './graph.ts';
import { isIn, roomOf } from './paths.ts';
import type { Plan, Room } from './plan.ts';

export interface WrongImport extends Arrow {
  readonly why: string;
}

/** The arrows between rooms that no door is there for. */
export function arrowsWithoutDoor(plan: Plan, { arrows }: ImportGraph): WrongImport[] {
  return arrows.flatMap(({ from, to }) => {
    const room = roomNamed(plan, roomOf(from));
    const open = room === undefined || [room.name, ...room.imports].some((place) => isIn(to, place));
    return open ? [] : [{ from, to, why: room.why }];
  });
}

export function packagesWithoutDoor(plan: Plan, { packages }: ImportGraph): WrongImport[] {
  return packages.flatMap(({ from, name }) => {
    const room = roomNamed(plan, roomOf(from));
    if (room === undefined) return [];
    if (room.packages !== 'any' && !room.packages.includes(name)) return [{ from, to: name, why: room.why }];
    const door = plan.packageDoors.find((one) => one.package === name);
    if (door === undefined || door.only.some((place) => isIn(from, place))) return [];
    return [{ from, to: name, why: `only ${door.only.join(' and ')} may import ${name}` }];
  });
}

/** Top level folders with code that the plan does not know, and rooms of the plan that are not there. */
export function unknownRooms(plan: Plan, { files }: ImportGraph): string[] {
  const there = new Set(files.map(roomOf));
  const unknown = [...there].filter((name) => roomNamed(plan, name) === undefined);
  return [
    ...unknown.map((name) => `${name}/ is not a room of tools/imports/rules.ts: say what it may import`),
    ...plan.rooms
      .filter(({ name }) => !there.has(name))
      .map(({ name }) => `${name}/ is a room in tools/imports/rules.ts, but is not there`),
  ];
}

function roomNamed({ rooms }: Plan, name: string): Room | undefined {
  return rooms.find((room) => room.name === name);
}
