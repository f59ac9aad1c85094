/**
 * The door for the settings file [checked-at-the-door]: any JSON in, whole settings out, or one sentence a technician
 * understands.
 */
import type { TSchema } from 'typebox';
import { machineKinds } from '../../hardware/machine-kinds.ts';
import { compiled } from '../../protocol/compiled.ts';
import { linkUrlProblem } from './link-url.ts';
import { SettingsError } from './settings-error.ts';
import { Settings, settingsDefaults } from './settings.ts';

const validator = compiled(Settings);
const machineValidators = new Map(
  Object.entries(machineKinds).map(([kind, { settings }]) => [kind, compiled<TSchema>(settings)]),
);

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
  const whole: Record<string, unknown> = { brand: null, ...input };
  if (isRecord(input['link'])) whole['link'] = { caFile: null, ...input['link'] };
  for (const [section, defaults] of Object.entries(settingsDefaults)) {
    const given = input[section] ?? {};
    whole[section] = isRecord(given) ? { ...defaults, ...given } : given;
  }
  const machineProblem = problemOfMachine(whole['cabinet']);
  if (machineProblem !== null) throw new SettingsError('WRONG_SETTING', machineProblem);
  if (!validator().Check(whole)) {
    throw new SettingsError('WRONG_SETTING', firstProblem(validator().Errors(whole)));
  }
  const problem = linkUrlProblem(whole.link.url);
  if (problem !== null) throw new SettingsError('LINK_NOT_SECURE', `the setting "link.url" ${problem}`);
  return whole;
}

/** Checks by the schema of the kind that is named, so that no setting of another kind is mentioned. */
function problemOfMachine(machine: unknown): string | null {
  if (!isRecord(machine)) return 'the setting "cabinet" must be object';
  const validator = machineValidators.get(String(machine['kind']))?.();
  if (validator === undefined) {
    const kinds = [...machineValidators.keys()].join(', ');
    return `the setting "cabinet.kind" must be equal to one of the allowed values: ${kinds}`;
  }
  return validator.Check(machine) ? null : firstProblem(validator.Errors(machine), ['cabinet']);
}

/** @param section where in the settings the errors were found. */
function firstProblem(errors: readonly SettingProblem[], section: readonly string[] = []): string {
  const error = errors.find((candidate) => candidate.keyword === 'additionalProperties') ?? errors[0];
  if (error === undefined) return 'the settings are not valid';
  const name = [...section, ...error.instancePath.split('/').slice(1)].join('.');
  const where = name === '' ? 'the settings' : `the setting "${name}"`;
  return `${where} ${error.message}${details(error.params)}`;
}

type SettingProblem = ReturnType<ReturnType<typeof validator>['Errors']>[number];

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
