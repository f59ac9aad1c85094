/** Paths from the root of the checkout, with `/`. */

/** Whether the path is that folder or file, or lies in it. */
export function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`);
}

export function roomOf(file: string): string {
  return file.slice(0, Math.max(file.indexOf('/'), 0));
}
