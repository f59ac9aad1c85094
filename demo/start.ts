/**
 * `npm start`: the whole product on one machine, with a desk to show it from. Reads as the list of what the demo is
 * made of. Everything it starts ends with it, whichever way it ends itself.
 */
import path from 'node:path';
import { ensureBuilt } from '../tools/build.ts';
import { CHECKOUT } from '../tools/checkout.ts';
import { ensureDebianPackages } from '../tools/debian.ts';
import { ensureDisplay } from '../tools/display.ts';
import { kioskCommand } from '../tools/launch.ts';
import { ensureRuntime } from '../tools/runtime.ts';
import { ensureSandbox } from '../tools/sandbox.ts';
import { runProgram } from '../tools/setup-error.ts';
import { HELP, readArguments, type DemoOptions } from './arguments.ts';
import { CabinetHand } from './cabinet-hand.ts';
import { Desk } from './desk/desk.ts';
import { firstSnapshot } from './desk/first-snapshot.ts';
import { Screencast } from './desk/screencast.ts';
import { Situation } from './desk/situation.ts';
import { endAsked } from './end.ts';
import { Floor } from './floor.ts';
import { freePorts } from './free-ports.ts';
import { keepRunning } from './household.ts';
import { openInstallation, writeSecretFile } from './installation.ts';
import { startLinkProxy } from './link-proxy.ts';
import { openInBrowser } from './open-in-browser.ts';
import { bridgePlan, cabinetPlan, kioskPlan, loopbackUrl, sandboxPlan, type Ports } from './plans.ts';
import type { Program } from './program.ts';
import { postgresPid } from './postgres-pid.ts';
import { saysDebugger, saysListening } from './ready.ts';
import { Teardown } from './teardown.ts';
import { Trustly } from './trustly.ts';
import { Warden } from './warden.ts';

const ASSET = 'EGM-0042';
/** The first start of the embedded PostgreSQL initialises a database cluster. */
const SERVICE_READY_MS = 60_000;
const KIOSK_READY_MS = 60_000;

const say = (line: string): void => console.log(line);

async function start(options: DemoOptions, teardown: Teardown): Promise<void> {
  const warden = await Warden.appoint(options.state);
  teardown.add('the warden', async () => warden.dismiss());
  await ensureDebianPackages(undefined, say);
  const runtime = await ensureRuntime(say);
  await ensureSandbox(runtime.executablePath);
  await ensureBuilt(say);

  const installation = await openInstallation(options.state);
  const display = await ensureDisplay(say);
  teardown.add('the display', async () => display.stop());

  const situation = new Situation(
    firstSnapshot({
      asset: ASSET,
      runtime: `Electron ${runtime.version}${runtime.kind === 'stand-in' ? ' (stand-in)' : ''}`,
      glassOnDeskOnly: display.virtual,
    }),
  );

  const household = { warden, situation, teardown, say };
  const listening = async (program: Program): Promise<unknown> =>
    program.line(saysListening, SERVICE_READY_MS);

  const [bridge = 0, sandbox = 0, cabinetReports = 0, cabinetControl = 0] = await freePorts(4);
  const ports: Ports = { bridge, sandbox, cabinetReports, cabinetControl };
  say('Starting the sandbox, the bridge and the virtual cabinet ...');
  await Promise.all([
    keepRunning(household, 'sandbox', sandboxPlan(installation, ports), listening),
    keepRunning(household, 'bridge', bridgePlan(installation, ports), async (program) => {
      await listening(program);
      program.adopt(await postgresPid(installation.path('bridge')));
    }),
    keepRunning(household, 'cabinet', cabinetPlan(installation, ports), listening),
  ]);

  const floor = new Floor(loopbackUrl(ports.bridge), installation.secrets.operatorToken);
  const secretFile = installation.path(`${ASSET}.secret`);
  await writeSecretFile(secretFile, (await floor.enrol(ASSET)).secret);

  const link = await startLinkProxy({ host: '127.0.0.1', port: ports.bridge });
  teardown.add('the link', async () => link.close());
  const screencast = new Screencast();
  teardown.add('the picture of the glass', async () => {
    screencast.stop();
  });
  say('Starting the kiosk ...');
  const target = display.virtual ? 'primary' : options.secondDisplay ? 'secondary' : 'windowed';
  const needs = { asset: ASSET, secretFile, linkPort: link.port, display: target } as const;
  const plan = await kioskPlan(installation, ports, needs, (args) => kioskCommand(runtime, args));
  const kiosk = await keepRunning(household, 'kiosk', plan, async (program) => {
    screencast.watch(await program.line(saysDebugger, KIOSK_READY_MS));
  });

  const desk = await Desk.open(options.deskPort, path.join(CHECKOUT, 'dist', 'desk'), situation, {
    floor,
    trustly: new Trustly(loopbackUrl(ports.sandbox)),
    cabinet: new CabinetHand(loopbackUrl(ports.cabinetControl)),
    link,
    screencast,
    killKiosk: async () => kiosk.kill(),
  });
  teardown.add('the desk', async () => desk.close());

  say(
    [
      '',
      `  Demo desk   ${desk.url}`,
      `  The glass   ${display.virtual ? 'on the demo desk only: there is no display here' : 'in a window of its own, and on the demo desk'}`,
      `  State       ${options.state}`,
      '  Ctrl-C ends all of it.',
      '',
    ].join('\n'),
  );
  if (options.open && !display.virtual) openInBrowser(desk.url);
}

await runProgram(async () => {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    say(HELP);
    return 0;
  }
  const teardown = new Teardown();
  const ended = endAsked();
  try {
    await Promise.race([start(options, teardown), ended]);
    await ended;
    say('Ending the demo ...');
    return 0;
  } finally {
    for (const { what, error } of await teardown.run()) console.error(`${what} did not end:`, error);
  }
});
process.exit();
