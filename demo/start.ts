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
import { copyBrand } from './brand.ts';
import { CabinetHand } from './cabinet-hand.ts';
import { Desk } from './desk/desk.ts';
import { firstSnapshot } from './desk/first-snapshot.ts';
import { Screencast } from './desk/screencast.ts';
import { Situation } from './desk/situation.ts';
import { endAsked } from './end.ts';
import { Floor } from './floor.ts';
import { freePorts } from './free-ports.ts';
import { openInstallation } from './installation.ts';
import { lanUrl, openLan } from './lan.ts';
import { startLinkProxy } from './link-proxy.ts';
import { openInBrowser } from './open-in-browser.ts';
import { PhoneDoor } from './phone-door.ts';
import { loopbackUrl, type Ports } from './plans.ts';
import { Programs } from './programs.ts';
import { Teardown } from './teardown.ts';
import { Trustly } from './trustly.ts';
import { Warden } from './warden.ts';

const ASSET = 'EGM-0042';

const say = (line: string): void => console.log(line);

async function start(options: DemoOptions, teardown: Teardown): Promise<void> {
  const warden = await Warden.appoint(options.state);
  teardown.add('the warden', async () => warden.dismiss());
  await ensureDebianPackages(undefined, say);
  const runtime = await ensureRuntime(say);
  await ensureSandbox(runtime.executablePath);
  await ensureBuilt(say);

  const installation = await openInstallation(options.state);
  const brand = options.brand === null ? null : await copyBrand(installation, options.brand);
  const display = await ensureDisplay(say);
  teardown.add('the display', async () => display.stop());

  const lan = options.lan === null ? null : await openLan(installation, options.lan.address);
  const [bridge = 0, pages = 0, phones = 0, sandbox = 0, cabinetReports = 0, cabinetControl = 0] =
    await freePorts(6);
  const ports: Ports = { bridge, pages, phones, sandbox, cabinetReports, cabinetControl };
  const phonesUrl = lan === null ? loopbackUrl(ports.phones) : lanUrl(lan);
  const situation = new Situation(
    firstSnapshot({
      asset: ASSET,
      runtime: `Electron ${runtime.version}${runtime.kind === 'stand-in' ? ' (stand-in)' : ''}`,
      glassOnDeskOnly: display.virtual,
      phones: lan === null ? null : { url: phonesUrl, here: loopbackUrl(ports.phones) },
      rail: options.rail,
      startedAt: Date.now(),
    }),
  );

  const link = await startLinkProxy({ host: '127.0.0.1', port: ports.bridge });
  teardown.add('the link', async () => link.close());
  const doorPlan = { pages: ports.pages, trustly: ports.sandbox, publicUrl: phonesUrl };
  const door = await PhoneDoor.open(ports.phones, doorPlan, lan);
  teardown.add('the door for phones', async () => door.close());
  const screencast = new Screencast();
  teardown.add('the picture of the glass', async () => {
    screencast.stop();
  });
  const floor = new Floor(loopbackUrl(ports.bridge), installation.secrets.operatorToken);
  const target = display.virtual ? 'primary' : options.secondDisplay ? 'secondary' : 'windowed';
  const programs = new Programs({
    supervision: { warden, situation, say },
    installation,
    ports,
    phonesUrl,
    rail: options.rail,
    brand,
    floor,
    screencast,
    kiosk: { asset: ASSET, linkPort: link.port, display: target },
    kioskCommand: (args) => kioskCommand(runtime, args),
  });
  teardown.add('the programs', async () => programs.stop());
  await programs.start();

  const desk = await Desk.open(options.deskPort, path.join(CHECKOUT, 'dist', 'desk'), situation, {
    floor,
    trustly: new Trustly(loopbackUrl(ports.sandbox)),
    cabinet: new CabinetHand(loopbackUrl(ports.cabinetControl)),
    link,
    screencast,
    killKiosk: async () => programs.killKiosk(),
    changeRail: async (rail) => programs.changeRail(rail),
    reset: async () => programs.reset(),
  });
  teardown.add('the desk', async () => desk.close());

  say(
    [
      '',
      `  Demo desk   ${desk.url}`,
      `  The glass   ${display.virtual ? 'on the demo desk only: there is no display here' : 'in a window of its own, and on the demo desk'}`,
      ...(lan === null ? [] : [`  Phones      ${lanUrl(lan)}: see "Your own phone" on the demo desk`]),
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
