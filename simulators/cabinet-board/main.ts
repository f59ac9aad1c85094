/** `npm run cabinet`: a virtual cabinet as a process, its reports and its control port on loopback TCP. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { systemClock } from '../../hardware/clock.ts';
import { type CabinetArguments, parseCabinetArguments, usage } from './arguments.ts';
import { VirtualCabinet } from './virtual-cabinet.ts';
import { usMachine } from './configuration.ts';
import { controlServer } from './control-server.ts';
import { chipInFile } from './memory-file.ts';
import { reportsServer } from './reports-server.ts';
import { plugIntoUhid } from './uhid.ts';

const FAILED = 1;
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
  const reportsPort = await listen(reportsServer(cabinet), options.reportsPort);
  const controlPort = await listen(controlServer(cabinet), options.controlPort);
  const plug = options.uhid === null ? null : await plugIntoUhid(cabinet, options.uhid);
  const end = async (): Promise<never> => {
    // Node waits at its exit for reads under way, and one of /dev/uhid ends only with its device.
    await plug?.remove();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end().catch(giveUp(FAILED)));
  }
  const ready = { event: 'listening', reportsPort, controlUrl: `http://127.0.0.1:${controlPort}` };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

/** One line on stderr instead of a stack: a person who reads it can correct the cause. */
function giveUp(exitCode: number): (error: unknown) => never {
  return (error) => {
    process.stderr.write(`cabinet: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(exitCode);
  };
}

function argumentsOrExit(): CabinetArguments | 'help' {
  try {
    return parseCabinetArguments(process.argv.slice(2));
  } catch (error) {
    return giveUp(WRONG_ARGUMENTS)(error);
  }
}

const options = argumentsOrExit();
if (options === 'help') process.stdout.write(usage);
else await run(options).catch(giveUp(FAILED));
