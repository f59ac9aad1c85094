/**
 * The door for the settings file [checked-at-the-door]: any JSON in, whole settings out, or one sentence a technician
 * understands.
 */
import { Compile } from 'typebox/compile';
import { linkUrlProblem } from './link-url.ts';
import { SettingsError } from './settings-error.ts';
import { Settings, settingsDefaults } from './settings.ts';

const validator = Compile(Settings);

/**
 * Fills in the defaults and checks the result. Nothing of the input is changed.
 * @throws {SettingsError} whose message names the setting and what it must be.
 */
export function parseSettings(input: unknown): Settings {
  if (!isRecord(input)) throw new SettingsError('WRONG_SETTING', 'the settings must be a JSON object');
  for (const section of ['link', 'cabinet'] as const) {
    if (input[section] === undefined) {
      throw new SettingsError('WRONG_SETTING', `the setting "${section}" is missing; it has no default`);
    }
  }
  const whole: Record<string, unknown> = { ...input };
  if (isRecord(input['link'])) whole['link'] = { caFile: null, ...input['link'] };
  for (const [section, defaults] of Object.entries(settingsDefaults)) {
    const given = input[section] ?? {};
    whole[section] = isRecord(given) ? { ...defaults, ...given } : given;
  }
  if (!validator.Check(whole)) throw new SettingsError('WRONG_SETTING', firstProblem(whole));
  const problem = linkUrlProblem(whole.link.url);
  if (problem !== null) throw new SettingsError('LINK_NOT_SECURE', `the setting "link.url" ${problem}`);
  return whole;
}

function firstProblem(value: unknown): string {
  const errors = validator.Errors(value);
  const error = errors.find((candidate) => candidate.keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) return 'the settings are not valid';
  const name = error.instancePath.slice(1).replaceAll('/', '.');
  const where = name === '' ? 'the settings' : `the setting "${name}"`;
  return `${where} ${error.message}${details(error.params)}`;
}

/** The validator says "must be equal to one of the allowed values"; a technician wants to read the values. */
function details(params: unknown): string {
  if (!isRecord(params)) return '';
  const named = params['allowedValues'] ?? params['additionalProperties'] ?? params['requiredProperties'];
  if (!Array.isArray(named)) return '';
  return `: ${named.map(String).join(', ')}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
