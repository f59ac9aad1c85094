/** The part of a pino logger that a driver uses. */
export interface MachineLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
