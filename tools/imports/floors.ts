/** The floors inside a room: code imports from floors below, or from its own folder. */
import type { WrongImport } from './doors.ts';
import type { ImportGraph } from './graph.ts';
import { isIn, roomOf } from './paths.ts';
import type { Floors, Plan } from './plan.ts';

/** Where a file stands. */
export interface Place {
  /** The folder or file that stands on the floor, inside the room: `ledger`, `rails/scan-and-pay`. */
  readonly name: string;
  /** 0 is the highest. */
  readonly floor: number;
}

/** @returns undefined where no entry of the floors is for the file. */
export function placeOf(floors: Floors, room: string, file: string): Place | undefined {
  const inside = file.slice(room.length + 1);
  return floors
    .flatMap((entries, floor) => entries.map((entry) => ({ entry, floor, name: standing(entry, inside) })))
    .filter((place) => place.name !== undefined)
    .toSorted((a, b) => b.entry.length - a.entry.length)
    .map(({ name = '', floor }) => ({ name, floor }))[0];
}

/** Which folder or file an entry means for a file; undefined when it does not mean that file. */
function standing(entry: string, inside: string): string | undefined {
  if (!entry.endsWith('/*')) return isIn(inside, entry) ? entry : undefined;
  const parent = entry.slice(0, -1);
  const [folder, ...rest] = inside.startsWith(parent) ? inside.slice(parent.length).split('/') : [];
  return folder === undefined || rest.length === 0 ? undefined : parent + folder;
}

export function arrowsUp(plan: Plan, { arrows }: ImportGraph): WrongImport[] {
  return arrows.flatMap(({ from, to }) => {
    const room = roomOf(from);
    const floors = plan.floors[room];
    if (floors === undefined || roomOf(to) !== room) return [];
    const above = placeOf(floors, room, from);
    const below = placeOf(floors, room, to);
    if (above === undefined || below === undefined) return [];
    if (above.name === below.name || above.floor < below.floor) return [];
    const stands = above.floor === below.floor ? 'beside' : 'above';
    return [{ from, to, why: `in ${room}/, ${below.name} stands ${stands} ${above.name}, not below it` }];
  });
}

/** Folders and files of a room that stand on no floor, and entries that nothing stands for. */
export function unknownPlaces(plan: Plan, { files }: ImportGraph): string[] {
  return Object.entries(plan.floors).flatMap(([room, floors]) => {
    const inRoom = files.filter((file) => roomOf(file) === room);
    const without = inRoom.filter((file) => placeOf(floors, room, file) === undefined);
    const idle = floors.flat().filter((entry) => {
      return !inRoom.some((file) => standing(entry, file.slice(room.length + 1)) !== undefined);
    });
    return [
      ...new Set(
        without.map((file) => `${folderOf(file)} has no floor: give it one in tools/imports/rules.ts`),
      ),
      ...idle.map((entry) => `${room}/${entry} has a floor in tools/imports/rules.ts, but is not there`),
    ];
  });
}

/** The folder of the file; the file itself where it lies in the room. */
function folderOf(file: string): string {
  const parts = file.split('/');
  return parts.length <= 2 ? file : parts.slice(0, -1).join('/');
}
