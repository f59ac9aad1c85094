/** Why a program of the bridge cannot start, as one sentence that says what to look at. */

/** `settings`: trying again is of no use before somebody has changed something; `surroundings`: it may be there later. */
type At = 'settings' | 'surroundings';

export class StartError extends Error {
  readonly at: At;

  constructor(at: At, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
    this.at = at;
  }
}
