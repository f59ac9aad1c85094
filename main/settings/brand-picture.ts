/** Whether a logo is what its name says, and a still picture of a size that a glass can have. */

const PNG_MARK = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_MAX_SIDE = 4_096;

/**
 * The glass shows an SVG as a picture, in which Chromium runs no script and loads nothing. It could still move, and the
 * glass is at rest; and an entity can expand to more than the memory holds.
 */
const NOT_STILL = /<!ENTITY|<script|<animate|<set[\s>]|<foreignObject|@keyframes|@import/i;

/** What is wrong, as the end of a sentence that begins with the file; null: nothing. */
export function pictureProblem(name: string, content: Uint8Array): string | null {
  return name.endsWith('.png') ? pngProblem(content) : svgProblem(content);
}

function pngProblem(content: Uint8Array): string | null {
  const isPng = PNG_MARK.every((byte, at) => content[at] === byte) && content.length >= 24;
  if (!isPng) return 'is not a PNG picture';
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (Math.max(width, height) <= PNG_MAX_SIDE) return null;
  return `is ${width} × ${height} pixels; at most ${PNG_MAX_SIDE} on each side are allowed`;
}

function svgProblem(content: Uint8Array): string | null {
  const text = new TextDecoder().decode(content);
  if (!/<svg[\s>]/.test(text)) return 'is not an SVG picture';
  const found = NOT_STILL.exec(text)?.[0];
  return found === undefined ? null : `is not a still picture: it has ${found.trim()}`;
}
