/** The part of a pino logger that the driver uses. */
export interface CabinetLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}
