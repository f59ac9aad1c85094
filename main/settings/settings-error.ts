/** What keeps the kiosk from running on its settings. Each code is a technician code on the glass [plain-words]. */
export type SettingsErrorCode =
  | 'FILE_MISSING'
  | 'FILE_UNREADABLE'
  | 'NOT_JSON'
  /** A setting that is missing, unknown or wrong; the message names it. */
  | 'WRONG_SETTING'
  | 'LINK_NOT_SECURE'
  | 'SECRET_UNREADABLE'
  /** Other users of this machine could write the file, or read a secret. */
  | 'NOT_PRIVATE'
  /** An installed kiosk with a virtual cabinet. */
  | 'VIRTUAL_CABINET'
  /** The brand cannot be used. The kiosk runs without it, in its own look. */
  | 'WRONG_BRAND';

export class SettingsError extends Error {
  readonly code: SettingsErrorCode;

  /** @param message one sentence for a technician; never with a secret [secrets-kept]. */
  constructor(code: SettingsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SettingsError';
    this.code = code;
  }
}
