/** `npm run cabinet`: a virtual cabinet as a process, its reports and its control port on loopback TCP. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { pino } from 'pino';
import { systemClock } from '../clock.ts';
import { type CabinetArguments, parseCabinetArguments, usage } from './arguments.ts';
import { VirtualCabinet } from './cabinet.ts';
import { usMachine } from './configuration.ts';
import { controlServer } from './control-server.ts';
import { chipInFile } from './memory-file.ts';
import { reportsServer } from './reports-server.ts';

const WRONG_ARGUMENTS = 2;

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function run(options: CabinetArguments): Promise<void> {
  const cabinet = new VirtualCabinet({
    configuration: usMachine(options.serial),
    chip: chipInFile(options.memory),
    clock: systemClock,
    newMemoryId: () => randomBytes(4).toString('hex'),
  });
  const reports = reportsServer(cabinet);
  const control = controlServer(cabinet);
  const reportsPort = await listen(reports, options.reportsPort);
  const controlPort = await listen(control, options.controlPort);
  const log = pino({ name: 'cabinet' });
  log.info(
    { event: 'listening', reportsPort, controlUrl: `http://127.0.0.1:${controlPort}` },
    'virtual cabinet ready',
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
}

try {
  const options = parseCabinetArguments(process.argv.slice(2));
  if (options === 'help') process.stdout.write(usage);
  else await run(options);
} catch (error) {
  process.stderr.write(`cabinet: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = WRONG_ARGUMENTS;
}
