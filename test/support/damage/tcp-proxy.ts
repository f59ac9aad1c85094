/** A wire between a program and its server that a test can cut, freeze and mend, at a step that the test chooses. */
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';

/** Which connections: by the first piece that the program sent on it. */
export type Which = (firstPiece: Buffer) => boolean;

export interface TcpProxy {
  readonly port: number;
  /** How many pieces the program has sent to its server so far. */
  readonly sent: number;
  /** How many of these connections the program has made so far. */
  opened(which: Which): number;
  /** Ends these connections (by default all) and lets no new one of them through. */
  cut(which?: Which): void;
  /** These connections, and new ones like them, stay open and carry nothing any more, as with a silent server. */
  freeze(which?: Which): void;
  /** New connections go through again; frozen ones stay frozen. */
  mend(): void;
  /** New connections go to this server. */
  moveTo(targetPort: number): void;
  /** Does that instead of passing on the n-th piece from now (1: the next). */
  insteadOf(n: number, act: () => void): void;
  /**
   * For the next transaction that sends this text: passes its COMMIT on, and ends all connections instead of passing on
   * the answer to it.
   */
  loseCommitOf(text: string): void;
  /** Cancels what was planned for a piece that has not been sent. */
  passOnAll(): void;
  stop(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  let target = targetPort;
  const sockets = new Set<Socket>();
  const wires = new Set<Wire>();
  let isCut: Which = none;
  let isFrozen: Which = none;
  let sent = 0;
  const firstPieces: Buffer[] = [];
  let toLose: string | null = null;
  let planned: { at: number; act: () => void } | null = null;

  const passOn = (piece: Buffer, wire: Wire) => {
    sent++;
    if (wire.firstPiece === null) {
      wire.firstPiece = piece;
      firstPieces.push(piece);
      wire.frozen = isFrozen(piece);
      if (isCut(piece)) wire.near.destroy();
    }
    if (planned && sent >= planned.at) {
      const { act } = planned;
      planned = null;
      act();
      return;
    }
    if (!wire.frozen && !wire.near.destroyed) wire.far.write(piece);
  };
  const server = createServer((near) => {
    if (isCut === all) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const wire: Wire = { near, far, firstPiece: null, frozen: false };
    wires.add(wire);
    near.on('close', () => wires.delete(wire));
    let commit: 'kept' | 'to lose' | 'lost' = 'kept';
    near.on('data', (piece) => {
      if (toLose !== null && piece.includes(toLose)) {
        toLose = null;
        commit = 'to lose';
      }
      if (commit === 'to lose' && piece.includes('COMMIT')) commit = 'lost';
      passOn(piece, wire);
    });
    far.on('data', (piece) => {
      if (commit === 'lost') {
        if (piece.includes('COMMIT\0')) cut(); // with what came before in the same transaction
      } else if (!wire.frozen) near.write(piece);
    });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const chosen = (which: Which) =>
    [...wires].filter(({ firstPiece }) => which === all || (firstPiece !== null && which(firstPiece)));
  const cut = (which: Which = all) => {
    isCut = which;
    for (const wire of chosen(which)) wire.near.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    get sent() {
      return sent;
    },
    opened: (which) => firstPieces.filter(which).length,
    cut,
    freeze(which = all) {
      isFrozen = which;
      for (const wire of chosen(which)) wire.frozen = true;
    },
    mend() {
      isCut = none;
      isFrozen = none;
    },
    moveTo(port) {
      target = port;
    },
    loseCommitOf(text) {
      toLose = text;
    },
    insteadOf(n, act) {
      planned = { at: sent + n, act };
    },
    passOnAll() {
      planned = null;
    },
    async stop() {
      cut();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Wire {
  readonly near: Socket;
  readonly far: Socket;
  firstPiece: Buffer | null;
  frozen: boolean;
}

const all: Which = () => true;
const none: Which = () => false;
