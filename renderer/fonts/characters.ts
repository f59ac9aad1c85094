/** The characters of a catalogue: what a font cut down for it must hold. */

/** Sorted, each once; texts with an amount or a number in them are asked for with an empty one. */
export function charactersOf(texts: unknown): string {
  return [...new Set(wordsOf(texts))].sort().join('');
}

function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'function') return wordsOf((value as (amount: string) => unknown)(''));
  if (typeof value === 'object' && value !== null) return Object.values(value).map(wordsOf).join('');
  return '';
}
