/** The first questions to a board: is it one, does it speak our version, what money does it count in? */
import type { CabinetFault, CabinetIdentity } from '../../../protocol/cabinet.ts';
import { BOARD_MAGIC, PROTOCOL_VERSION } from './codes.ts';
import type { Exchange } from './exchange.ts';
import type { AnswerBody, BoardState } from './messages.ts';

/** What stays the same as long as the board stays plugged in. */
export interface BoardProfile {
  identity: CabinetIdentity;
  configuration: AnswerBody<'CONFIGURATION'>;
  /** Face values in minor units, in the order of the board's note table. */
  noteTable: number[];
}

export class HandshakeError extends Error {
  readonly code: Extract<CabinetFault, 'WRONG_BOARD' | 'PROTOCOL_VERSION'>;

  constructor(code: HandshakeError['code'], message: string) {
    super(message);
    this.name = 'HandshakeError';
    this.code = code;
  }
}

/** @throws {HandshakeError} @throws {ExchangeError} */
export async function handshake(exchange: Exchange): Promise<{ profile: BoardProfile; state: BoardState }> {
  const { magic, ...identity } = await exchange.ask('IDENTIFY', { kioskProtocol: PROTOCOL_VERSION });
  if (magic !== BOARD_MAGIC || identity.serial === '') {
    throw new HandshakeError('WRONG_BOARD', `identifies itself as ${JSON.stringify(magic)}`);
  }
  if (identity.protocol !== PROTOCOL_VERSION) {
    throw new HandshakeError(
      'PROTOCOL_VERSION',
      `the board speaks version ${identity.protocol}, this kiosk ${PROTOCOL_VERSION}`,
    );
  }
  const configuration = await exchange.ask('CONFIGURATION', {});
  const { values: noteTable } = await exchange.ask('NOTE_TABLE', {});
  const state = await exchange.ask('STATUS', {});
  return { profile: { identity, configuration, noteTable }, state };
}
