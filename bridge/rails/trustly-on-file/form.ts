/** `application/x-www-form-urlencoded`, with its fields in the order in which they came: signatures depend on it. */

export type FormFields = readonly (readonly [name: string, value: string])[];

/** No notification and no redirect of Trustly has as many. */
const MOST_FIELDS = 200;

/** @returns null where it is not form-encoded UTF-8. */
export function parseForm(text: string): FormFields | null {
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MOST_FIELDS) return null;
  try {
    return pairs.map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decoded(name), decoded(value)] as const;
    });
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** The fields by name. @returns null where one comes twice: then nobody knows which one is meant. */
export function byName(fields: FormFields): ReadonlyMap<string, string> | null {
  const map = new Map(fields);
  return map.size === fields.length ? map : null;
}

function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
