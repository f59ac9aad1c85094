/** Limits by jurisdiction: a JSON file of named profiles, so that no rule of any regulator is in the program. */
import { readFileSync } from 'node:fs';
import { Type, type Static } from 'typebox';
import { DecodeError, jsonDecoder } from '../../protocol/decode.ts';
import { SettingsError } from '../platform/environment.ts';

const closed = { additionalProperties: false } as const;

const Jurisdiction = Type.Object(
  {
    /** Ceiling per account and gaming day, in the property's currency. */
    dailyLimit: Type.String(),
    coolingOffHours: Type.Integer({ minimum: 0, maximum: 8_760 }),
    gamingDay: Type.Object(
      { zone: Type.String(), startHour: Type.Integer({ minimum: 0, maximum: 23 }) },
      closed,
    ),
  },
  closed,
);
type Jurisdiction = Static<typeof Jurisdiction>;

const decodeFile = jsonDecoder(Type.Record(Type.String(), Jurisdiction), 65_536);

/** What applies where no profile is named. */
const DEFAULT: Jurisdiction = {
  dailyLimit: '1000',
  coolingOffHours: 24,
  gamingDay: { zone: 'America/Los_Angeles', startHour: 6 },
};

/** @param name empty: the default. @throws {SettingsError} */
export function readJurisdiction(name: string, file: string): Jurisdiction {
  if (name === '' && file === '') return DEFAULT;
  if (name === '' || file === '') {
    throw new SettingsError('BRIDGE_JURISDICTION and BRIDGE_JURISDICTION_FILE must both be set, or neither');
  }
  const profile = profilesOf(file)[name];
  if (!profile) throw new SettingsError(`BRIDGE_JURISDICTION: there is no profile ${name} in ${file}`);
  return profile;
}

function profilesOf(file: string): Record<string, Jurisdiction> {
  try {
    return decodeFile(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof DecodeError ? cause.message : 'it cannot be read';
    throw new SettingsError(`BRIDGE_JURISDICTION_FILE: ${file}: ${why}`, { cause });
  }
}
