/** One machine with all its memories as files in a folder: a virtual cabinet in this process, and the kiosk's core. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { systemClock } from '../../../hardware/clock.ts';
import { createMachine } from '../../../hardware/machine-kinds.ts';
import { openJournal } from '../../../main/journal/open-journal.ts';
import type { Kiosk } from '../../../main/kiosk-ports.ts';
import { createKiosk } from '../../../main/kiosk.ts';
import { dialBridge } from '../../../main/link/web-socket.ts';
import { AuditFile } from '../../../main/operator/audit-file.ts';
import { NO_BRAND } from '../../../main/settings/brand-folder.ts';
import { parseSettings } from '../../../main/settings/parse-settings.ts';
import type { Behaviour } from '../../../simulators/cabinet-board/behaviour.ts';
import { usMachine } from '../../../simulators/cabinet-board/configuration.ts';
import { chipInFile } from '../../../simulators/cabinet-board/memory-file.ts';
import { reportsServer } from '../../../simulators/cabinet-board/reports-server.ts';
import { VirtualCabinet } from '../../../simulators/cabinet-board/virtual-cabinet.ts';

/** A cabinet that is switched on. Its board's memory is a file in the folder, as the journal is. */
export interface CoreCabinet {
  readonly cabinet: VirtualCabinet;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startCoreCabinet(
  folder: string,
  serial: string,
  behaviour: Behaviour = {},
): Promise<CoreCabinet> {
  const cabinet = new VirtualCabinet({
    configuration: usMachine(serial),
    chip: chipInFile(join(folder, 'board.nvm')),
    clock: systemClock,
    newMemoryId: () => randomBytes(4).toString('hex'),
  });
  cabinet.behave(behaviour);
  const reports = reportsServer(cabinet);
  reports.listen(0, '127.0.0.1');
  await once(reports, 'listening');
  return {
    cabinet,
    port: (reports.address() as AddressInfo).port,
    async stop() {
      cabinet.act({ action: 'power', on: false });
      reports.close();
      await once(reports, 'close');
    },
  };
}

/** Not started yet. @param linkPort of the bridge, on loopback. */
export function coreKiosk(
  folder: string,
  {
    asset,
    secret,
    linkPort,
    cabinetPort,
  }: Record<'asset' | 'secret', string> & Record<'linkPort' | 'cabinetPort', number>,
): Kiosk {
  const settings = parseSettings({
    link: { url: `ws://127.0.0.1:${linkPort}/egm-link`, asset, secretFile: 'unused' },
    cabinet: { kind: 'virtual', port: cabinetPort },
  });
  const logger = pino({ level: process.env['KIOSK_LOG'] ?? 'silent' });
  return createKiosk({
    settings,
    rejectedFile: null,
    brand: NO_BRAND,
    dial: dialBridge(settings.link, { secret, authorities: [] }),
    machine: createMachine(settings.cabinet, logger),
    journal: openJournal(join(folder, 'journal.sqlite'), systemClock),
    audit: new AuditFile(join(folder, 'operator-log.jsonl')),
    beginNewJournal: () => undefined,
    clock: systemClock,
    random: Math.random,
    logger,
    product: { version: 'test', runtime: 'test' },
  });
}
