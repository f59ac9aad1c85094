/** The fields of a call's Data, or of its Attributes. */
import { ApiError, type ApiErrorNumber } from './api-error.ts';
import { isRawObject, RawNumber, type RawObject } from './signing/raw-json.ts';

/** The text of a field; null where it is not there, or is null. @throws {ApiError} 623 for what is neither text nor number */
export function textOf(fields: RawObject, name: string): string | null {
  const value = fields.get(name);
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  if (value instanceof RawNumber) return value.text;
  throw new ApiError(623, `${name} is not text`);
}

/** Not empty. @throws {ApiError} with `number` */
export function required(fields: RawObject, name: string, number: ApiErrorNumber = 623): string {
  const text = textOf(fields, name)?.trim() ?? '';
  if (text === '') throw new ApiError(number, `${name} is required`);
  if (text.length > LONGEST) throw new ApiError(number, `${name} is longer than ${LONGEST} characters`);
  return text;
}

const LONGEST = 255;
const NONE: RawObject = new Map();

/** @throws {ApiError} 623 */
export function attributesOf(data: RawObject): RawObject {
  const attributes = data.get('Attributes');
  if (attributes === undefined || attributes === null) return NONE;
  if (!isRawObject(attributes)) throw new ApiError(623, 'Attributes is not an object');
  return attributes;
}
