/**
 * Text that every program and the ledger can keep as it is: no NUL character, which PostgreSQL refuses, and no half of a
 * surrogate pair, which has no UTF-8.
 */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Whether every text inside a value of JSON, keys too, is {@link isStorable}. */
export function hasStorableTexts(value: unknown): boolean {
  // Not recursive: what comes from outside may be nested deeper than a stack is.
  const left = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string' && !isStorable(next)) return false;
    if (typeof next !== 'object' || next === null) continue;
    for (const [key, inner] of Object.entries(next)) left.push(key, inner);
  }
  return true;
}
