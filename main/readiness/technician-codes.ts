/**
 * The short codes on the glass that a technician looks up [plain-words]. docs/operations.md lists them; each stands for
 * one cause, finer than what the player is told.
 */
import type { CabinetFault } from '../../protocol/cabinet.ts';
import type { UnavailableReason } from '../../preload/contract.ts';
import type { LinkLoss } from '../link/link-state.ts';
import type { SettingsErrorCode } from '../settings/settings-error.ts';

export interface TechnicianCode {
  code: string;
  /** What the player is told; `NOTHING`: the machine works, and only the operator menu and the log tell it. */
  reason: UnavailableReason | 'UNCONFIRMED' | 'NOTHING';
  cause: string;
  remedy: string;
}

type Cause =
  | `link.${LinkLoss}`
  | `code.${'UNREACHABLE' | 'TIMED_OUT' | 'FAILED' | 'RATE_LIMITED' | 'NO_ANSWER' | 'ANSWER_INVALID'}`
  | `code.${'REFUSED_REQUEST' | 'REFUSED_CREDENTIALS' | 'REFUSED_MERCHANT' | 'NOT_FOUND' | 'REDIRECTED'}`
  | `cabinet.${CabinetFault}`
  | `machine.${'DOOR_OPEN' | 'TILT' | 'CASHING_OUT' | 'OUT_OF_ORDER' | 'DISABLED' | 'CURRENCY'}`
  | `acceptor.${'JAMMED' | 'CASHBOX_OUT' | 'FAULT'}`
  | `transfer.${'UNKNOWN' | 'OTHER_BOARD' | 'MEMORY_LOST' | 'MEMORIES_DIFFER'}`
  | 'journal.DAMAGED'
  | 'glass.NOT_SCANNABLE'
  | 'glass.MISREAD'
  | 'glass.SILENT_MAIN'
  | 'kiosk.STARTING'
  | 'kiosk.OUT_OF_SERVICE'
  | 'kiosk.CANNOT_START'
  | `settings.${SettingsErrorCode}`;

const entry = (
  code: string,
  reason: TechnicianCode['reason'],
  cause: string,
  remedy: string,
): TechnicianCode => ({ code, reason, cause, remedy });

export const technicianCodes: Record<Cause, TechnicianCode> = {
  'link.UNREACHABLE': entry(
    'L1',
    'LINK_DOWN',
    'The bridge cannot be reached: name, route, port or TLS.',
    'Check the network cable, then "link.url" in the settings, then the bridge.',
  ),
  'link.REFUSED': entry(
    'L2',
    'LINK_REFUSED',
    'The bridge refuses this asset or its secret.',
    'Enrol the machine again at the bridge and put the new secret into the file of "link.secretFile".',
  ),
  'link.CLOSED': entry(
    'L3',
    'LINK_DOWN',
    'The connection to the bridge ended; it is being tried again.',
    'If it stays: check the network and the bridge.',
  ),
  'link.SILENT': entry(
    'L4',
    'LINK_DOWN',
    'The bridge is connected but was silent for two heartbeats.',
    'Check switches and firewalls between cabinet and bridge.',
  ),
  'link.PROTOCOL': entry(
    'L5',
    'LINK_DOWN',
    'Kiosk and bridge do not understand each other.',
    'Bring both to versions that belong together; the log names the message.',
  ),
  'link.REPLACED': entry(
    'L6',
    'LINK_DOWN',
    'Another kiosk connected with the same asset.',
    'Find the other machine that has this asset in its settings.',
  ),
  'code.UNREACHABLE': entry(
    'T1',
    'CODE_SOURCE_UNREACHABLE',
    'The bridge gets no connection to the payment service: name, route, port or TLS.',
    'Check the way from the bridge to the internet; the log of the bridge names the error.',
  ),
  'code.NO_ANSWER': entry(
    'T2',
    'CODE_SOURCE_UNREACHABLE',
    'The bridge does not answer the request for a code.',
    'See the log of the bridge.',
  ),
  'code.ANSWER_INVALID': entry(
    'T3',
    'CODE_SOURCE_UNREACHABLE',
    'The payment service sent an answer that cannot be used, or a code that had expired.',
    'Check the clock of the bridge’s host, then its log.',
  ),
  'code.REFUSED_REQUEST': entry(
    'T4',
    'CODE_SOURCE_REFUSED',
    'The payment service refuses the request (400, or another 4xx).',
    'Check that the payment service knows the asset; the log of the bridge has the status.',
  ),
  'code.REFUSED_CREDENTIALS': entry(
    'T5',
    'CODE_SOURCE_REFUSED',
    'The payment service refuses the bridge’s credentials (401).',
    'Set the credentials at the bridge: TRUSTLY_ACCESS_ID and TRUSTLY_ACCESS_KEY for Scan and Pay.',
  ),
  'code.REFUSED_MERCHANT': entry(
    'T6',
    'CODE_SOURCE_REFUSED',
    'The payment service refuses the merchant (403).',
    'Set the merchant at the bridge: TRUSTLY_MERCHANT_ID for Scan and Pay.',
  ),
  'code.TIMED_OUT': entry(
    'T7',
    'CODE_SOURCE_UNREACHABLE',
    'The payment service does not answer in time (8.5 s, 408 or 504).',
    'Check the line from the bridge to the internet and the status of the payment service.',
  ),
  'code.FAILED': entry(
    'T8',
    'CODE_SOURCE_UNREACHABLE',
    'The payment service answers with an error of its own (5xx).',
    'See the status of the payment service; it is tried again by itself.',
  ),
  'code.RATE_LIMITED': entry(
    'T9',
    'CODE_SOURCE_UNREACHABLE',
    'The payment service asks for fewer requests (429).',
    'It ends by itself; if it comes back, ask for a higher rate, or lower it at the bridge: BRIDGE_TRUSTLY_RATE_PER_S for Scan and Pay.',
  ),
  'code.NOT_FOUND': entry(
    'A1',
    'CODE_SOURCE_REFUSED',
    'The payment service has no codes at the address that the bridge asks (404).',
    'Set the address at the bridge: TRUSTLY_URL for Scan and Pay. If it is right, ask whether the asset is known.',
  ),
  'code.REDIRECTED': entry(
    'A2',
    'CODE_SOURCE_REFUSED',
    'The payment service sends the bridge to another address (3xx), where it does not go.',
    'Set the address at the bridge: TRUSTLY_URL for Scan and Pay. Check for a proxy or a portal. The log has where to.',
  ),
  'cabinet.ABSENT': entry(
    'C1',
    'CABINET_ABSENT',
    'No cabinet interface board is plugged in.',
    'Check the USB cable and the board’s power.',
  ),
  'cabinet.CANNOT_OPEN': entry(
    'C2',
    'CABINET_FAULT',
    'The board is there but the system does not let the kiosk open it.',
    'Install the udev rule and check the group of the kiosk’s user.',
  ),
  'cabinet.TWO_BOARDS': entry(
    'C3',
    'CABINET_FAULT',
    'More than one board is plugged in.',
    'Unplug the one that does not belong to this machine.',
  ),
  'cabinet.WRONG_BOARD': entry(
    'C4',
    'CABINET_FAULT',
    'The board is something else, or not the one that this machine credits with.',
    'Plug in the board of this machine, or accept this one in the operator menu; check "cabinet" in the settings.',
  ),
  'cabinet.PROTOCOL_VERSION': entry(
    'C5',
    'CABINET_FAULT',
    'The board’s firmware speaks another version of the protocol.',
    'Bring the firmware to a version that this kiosk knows.',
  ),
  'cabinet.BAD_FRAMES': entry(
    'C6',
    'CABINET_FAULT',
    'What the board sends is corrupt.',
    'Replace the USB cable, then the board.',
  ),
  'cabinet.SILENT': entry(
    'C7',
    'CABINET_FAULT',
    'The board does not answer.',
    'Unplug the board and plug it in again; if it stays, replace it.',
  ),
  'cabinet.MEMORY_LOST': entry(
    'C8',
    'CABINET_FAULT',
    'The memory of the board is not the one that the journal knows, or is an older copy of it.',
    'Compare the meters by hand. Initialise a memory that is an older copy. Then accept the board in the operator menu.',
  ),
  'machine.DOOR_OPEN': entry('M1', 'DOOR_OPEN', 'A door is open.', 'Shut the door.'),
  'machine.TILT': entry('M2', 'TILT', 'The machine is in tilt.', 'Clear the tilt at the machine.'),
  'machine.CASHING_OUT': entry(
    'M3',
    'CASHING_OUT',
    'The machine is paying out.',
    'It ends by itself; a jackpot needs a hand pay.',
  ),
  'machine.OUT_OF_ORDER': entry(
    'M4',
    'OUT_OF_SERVICE',
    'The machine says that it is out of order.',
    'See the machine’s own display.',
  ),
  'machine.DISABLED': entry(
    'M5',
    'MACHINE_DISABLED',
    'The CMS has disabled this machine.',
    'Enable it in the CMS.',
  ),
  'machine.CURRENCY': entry(
    'M6',
    'OUT_OF_SERVICE',
    'The board’s currency is not that of the bridge.',
    'Set the currency of the board or of the bridge.',
  ),
  'acceptor.JAMMED': entry('N1', 'ACCEPTOR_FAULT', 'The note acceptor is jammed.', 'Clear the note path.'),
  'acceptor.CASHBOX_OUT': entry(
    'N2',
    'ACCEPTOR_FAULT',
    'The cash box is not in its place.',
    'Put the cash box in.',
  ),
  'acceptor.FAULT': entry(
    'N3',
    'ACCEPTOR_FAULT',
    'The note acceptor reports a fault.',
    'Restart the acceptor; if it stays, replace it.',
  ),
  'transfer.UNKNOWN': entry(
    'P1',
    'UNCONFIRMED',
    'A credit was ordered and the board has not said what became of it.',
    'Bring the board back (C codes); the kiosk asks it and settles by itself. Do not pay by hand before.',
  ),
  'transfer.OTHER_BOARD': entry(
    'P2',
    'UNCONFIRMED',
    'A credit was ordered from another board than the one that is plugged in.',
    'Plug the old board in, or settle the funding at the bridge from the meters of the old board.',
  ),
  'transfer.MEMORY_LOST': entry(
    'P3',
    'UNCONFIRMED',
    'A credit was ordered and the board has lost its memory since.',
    'Settle the funding at the bridge from the meters of the machine.',
  ),
  'transfer.MEMORIES_DIFFER': entry(
    'P4',
    'OUT_OF_SERVICE',
    'Ledger, journal and board do not agree about what was credited, or two boards take turns.',
    'Answer the questions about this machine on the floor page of the bridge; nothing is credited before.',
  ),
  'journal.DAMAGED': entry(
    'J1',
    'JOURNAL_DAMAGED',
    'The journal is damaged, missing or cannot be written; nothing is credited.',
    'See the journal page of the operator menu for the cause: make room, or begin a new journal there.',
  ),
  'glass.NOT_SCANNABLE': entry(
    'G1',
    'CODE_NOT_SCANNABLE',
    'The url is too long to be shown on this display so that a phone reads it.',
    'Check "display" in the settings; a larger display or a shorter url is needed.',
  ),
  'glass.MISREAD': entry(
    'G2',
    'CODE_NOT_SCANNABLE',
    'What is on the glass is not the code, or could not be read back, twice.',
    'Check graphics driver and scaling of the display.',
  ),
  /** Printed by the renderer itself, which hears nothing any more [blank-by-itself]. */
  'glass.SILENT_MAIN': entry(
    'G3',
    'OUT_OF_SERVICE',
    'The main process of the kiosk is silent; the glass took the expired code down by itself.',
    'The kiosk restarts by itself; if it stays, restart the machine and keep the log.',
  ),
  'link.CLOCK': entry(
    'K1',
    'CLOCK_NOT_TRUSTED',
    'The bridge’s certificate is not valid at the time that this machine’s clock shows.',
    'Set the clock of the machine; where it is right, renew the certificate of the bridge.',
  ),
  'kiosk.STARTING': entry('K2', 'STARTING', 'The kiosk is starting.', 'Wait; if it stays, see the log.'),
  'kiosk.OUT_OF_SERVICE': entry(
    'K3',
    'OUT_OF_SERVICE',
    'An operator has taken the kiosk out of service.',
    'Put it into service in the operator menu.',
  ),
  'kiosk.CANNOT_START': entry(
    'K4',
    'OUT_OF_SERVICE',
    'The kiosk has settings and cannot start on them; the line on the glass says why.',
    'It is tried again by itself; if it stays, keep the log and install the kiosk anew.',
  ),
  'settings.FILE_MISSING': entry(
    'S1',
    'OUT_OF_SERVICE',
    'There is no settings file.',
    'Write settings.json where the line on the glass says; the kiosk starts on it by itself.',
  ),
  'settings.FILE_UNREADABLE': entry(
    'S2',
    'OUT_OF_SERVICE',
    'The settings file cannot be read.',
    'See the line on the glass: its owner and mode, or the disk.',
  ),
  'settings.NOT_JSON': entry(
    'S3',
    'OUT_OF_SERVICE',
    'The settings file is damaged or not JSON.',
    'Correct the line of the file that the glass names.',
  ),
  'settings.WRONG_SETTING': entry(
    'S4',
    'OUT_OF_SERVICE',
    'A setting is missing, unknown or wrong.',
    'Correct the setting that the glass names.',
  ),
  'settings.LINK_NOT_SECURE': entry(
    'S5',
    'OUT_OF_SERVICE',
    'The address of the bridge is wrong, or without TLS.',
    'Correct "link.url" in the settings.',
  ),
  'settings.SECRET_UNREADABLE': entry(
    'S6',
    'OUT_OF_SERVICE',
    'The file of the machine’s secret, or of the authorities, cannot be used.',
    'Put the file that the glass names in its place.',
  ),
  'settings.NOT_PRIVATE': entry(
    'S7',
    'OUT_OF_SERVICE',
    'Other users of this machine may write the settings, or read the secret.',
    'Run the command that the glass names.',
  ),
  'settings.VIRTUAL_CABINET': entry(
    'S8',
    'OUT_OF_SERVICE',
    'An installed kiosk is to use a virtual cabinet, which has no real money.',
    'Set "cabinet" to the board of this machine.',
  ),
  'settings.WRONG_BRAND': entry(
    'S9',
    'NOTHING',
    'The brand cannot be used; the glass has its own look, the machine takes money as always.',
    'See the overview of the operator menu: it names file, field and figures. Correct it, then restart the kiosk.',
  ),
};
