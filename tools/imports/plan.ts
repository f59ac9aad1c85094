/** The shape of the rules in `rules.ts`. Every path is written from the root of the checkout, with `/`. */

/** A top level folder of production code, and its doors to the others. */
export interface Room {
  readonly name: string;
  /** What it may import: whole rooms, folders or single files. */
  readonly imports: readonly string[];
  /** The packages that it may import, `node:` for the built-in ones; `any` where it is free. */
  readonly packages: 'any' | readonly string[];
  /** Told with every arrow that breaks it. */
  readonly why: string;
}

/** A package that only some folders or files may import. */
export interface PackageDoor {
  readonly package: string;
  readonly only: readonly string[];
}

/**
 * The floors of a room, the highest first; on each one stand folders and files side by side, as paths inside the room.
 * `rails/*` stands for every folder in `rails/`, each by itself; a longer entry is stronger than a shorter one.
 */
export type Floors = readonly (readonly string[])[];

/** A wrong arrow that is known, from a folder or file to a folder or file. */
export type WrongArrow = readonly [from: string, to: string];

export interface Plan {
  readonly rooms: readonly Room[];
  /** Top level folders that are not production code. */
  readonly notRooms: readonly string[];
  readonly packageDoors: readonly PackageDoor[];
  /** By the name of the room. */
  readonly floors: Readonly<Record<string, Floors>>;
  readonly wrong: readonly WrongArrow[];
  /** Files that import a module whose name is computed, so that no arrow can be drawn. */
  readonly computed: readonly string[];
}
