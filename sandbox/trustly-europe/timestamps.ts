/** Times as Trustly writes them: in Stockholm, with six decimals and an offset without minutes. */

const FORMAT = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Stockholm',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2026-11-29 05:00:00.123000+01`. @param ms since 1970 */
export function timestamp(ms: number): string {
  const local = FORMAT.format(ms);
  const offsetHours = Math.round((Date.parse(`${local.replace(' ', 'T')}Z`) - ms) / 3_600_000);
  const fraction = String(((ms % 1_000) + 1_000) % 1_000).padStart(3, '0');
  return `${local}.${fraction}000+${String(offsetHours).padStart(2, '0')}`;
}

/** The day of settlement reports and ledgers: `2026-11-29`. */
export function dayOf(ms: number): string {
  return FORMAT.format(ms).slice(0, 10);
}
