import type { BridgeMessage } from '../../protocol/egm-link.ts';

/** Why there is no link. The set is closed: each has a technician code. */
export type LinkLoss =
  /** No connection: name, route, port, TLS, or a server that is not a bridge. */
  | 'UNREACHABLE'
  /** The bridge's certificate is not valid now, by this machine's clock: one of the two is wrong. */
  | 'CLOCK'
  /** The bridge does not accept this asset or its secret. */
  | 'REFUSED'
  /** The connection ended. */
  | 'CLOSED'
  /** Nothing was heard for two heartbeats. */
  | 'SILENT'
  /** One side said what the other does not understand. */
  | 'PROTOCOL'
  /** The same asset connected from elsewhere. */
  | 'REPLACED';

export type Welcome = Extract<BridgeMessage, { type: 'welcome' }>;

export type LinkState =
  | { link: 'connecting' }
  | { link: 'up'; welcome: Welcome }
  /** Why the last link ended or could not be made. */
  | { link: 'down'; loss: LinkLoss };
