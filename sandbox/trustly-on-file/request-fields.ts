/**
 * The fields of a request by their dotted names, whether they came form-encoded (`customer.name=…`) or as JSON
 * (`{"customer":{"name":…}}`).
 */
import { fromDecimal, MoneyError } from '../../protocol/money.ts';
import { invalid } from './api-error.ts';

export type Fields = Readonly<Record<string, string>>;

export const CURRENCY = 'USD';
/** Every amount that moves is at least this, in cents. */
export const LEAST_MINOR = 99;

/** @throws {ApiError} 200 */
export function fieldsOf(body: unknown): Fields {
  if (body === undefined || body === null) return {};
  if (typeof body !== 'object' || Array.isArray(body)) throw invalid('body', 'the body is not an object');
  return Object.fromEntries(flat(body, ''));
}

function flat(value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, string][] => {
    const path = prefix + name;
    if (Array.isArray(inner)) throw invalid(path, `${path} is given more than once`);
    if (typeof inner === 'object' && inner !== null) return flat(inner, `${path}.`);
    if (typeof inner === 'string') return [[path, inner]];
    if (typeof inner !== 'number' && typeof inner !== 'boolean') return [];
    if (/amount$/i.test(path)) throw invalid(path, `${path} must be text, such as "20.00"`);
    // The number 0 and false count as absent, in a signature too.
    return inner === 0 || inner === false ? [] : [[path, String(inner)]];
  });
}

/** @throws {ApiError} 200 */
export function required(fields: Fields, name: string, longest = 255): string {
  const value = fields[name]?.trim() ?? '';
  if (value === '') throw invalid(name, `${name} is required`);
  if (value.length > longest) throw invalid(name, `${name} is longer than ${longest} characters`);
  return value;
}

/** In cents. @throws {ApiError} 200 */
export function readAmount(fields: Fields, least: number): number {
  const text = required(fields, 'amount', 10);
  let minor: number;
  try {
    minor = fromDecimal(text, CURRENCY).minor;
  } catch (error) {
    if (error instanceof MoneyError) throw invalid('amount', `amount "${text}" is not a decimal number`);
    throw error;
  }
  if (minor < least) throw invalid('amount', `amount is less than ${least === 99 ? '0.99' : '0.00'}`);
  return minor;
}
