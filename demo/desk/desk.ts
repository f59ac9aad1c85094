/** The demo desk: what the sales engineer sees and does, composed of its parts. */
import type { CabinetHand } from '../cabinet-hand.ts';
import type { Floor } from '../floor.ts';
import { AskError } from '../json-over-http.ts';
import type { LinkProxy } from '../link-proxy.ts';
import type { Rail } from '../rail.ts';
import type { Trustly } from '../trustly.ts';
import { CodeReader } from './code-reader.ts';
import type { DeskAction } from './contract.ts';
import { WatchedGlass } from './watched-glass.ts';
import { Observer } from './observer.ts';
import type { Screencast } from './screencast.ts';
import { DeskServer } from './server.ts';
import type { Situation } from './situation.ts';

export interface DeskSurroundings {
  floor: Floor;
  trustly: Trustly;
  cabinet: CabinetHand;
  link: LinkProxy;
  screencast: Screencast;
  /** Kills the kiosk, which its supervisor starts again. */
  killKiosk: () => Promise<void>;
  /** Starts the bridge anew with this rail first. */
  changeRail: (rail: Rail) => Promise<void>;
  /** Everything back to the start. @throws when that fails; it can be tried again. */
  reset: () => Promise<void>;
}

export class Desk {
  readonly url: string;
  readonly #server: DeskServer;
  readonly #observer: Observer;

  private constructor(server: DeskServer, observer: Observer) {
    this.url = server.url;
    this.#server = server;
    this.#observer = observer;
  }

  /** Opens the desk on `port` or the next free one; `page` is the directory of the built page. */
  static async open(
    port: number,
    page: string,
    situation: Situation,
    surroundings: DeskSurroundings,
  ): Promise<Desk> {
    const glass = new WatchedGlass(surroundings.screencast, await CodeReader.load());
    glass.on('seen', (seen) => {
      situation.update({ glass: seen });
    });
    const server = await DeskServer.listen(port, {
      page,
      situation,
      glass,
      act: async (action) => {
        await act(action, surroundings, situation);
      },
    });
    const observer = new Observer(surroundings, situation);
    observer.start();
    return new Desk(server, observer);
  }

  async close(): Promise<void> {
    await this.#observer.stop();
    await this.#server.close();
  }
}

async function act(
  action: DeskAction,
  { cabinet, trustly, link, killKiosk, changeRail, reset }: DeskSurroundings,
  situation: Situation,
): Promise<void> {
  switch (action.to) {
    case 'cabinet':
      situation.update({ cabinet: await cabinet.act(action.action) });
      break;
    case 'bridge':
      situation.update({ rail: action.rail });
      await changeRail(action.rail);
      break;
    case 'trustly':
      if ('action' in action) {
        await trustly.reverseAfterThreeDays();
        break;
      }
      situation.update({
        trustly: await trustly.setFaults({ ...(await trustly.faults()), ...action.faults }),
      });
      break;
    case 'link':
      if (action.condition === 'cut') link.cut();
      else if (action.condition === 'blackHole') link.blackHole();
      else link.restore();
      situation.update({ link: link.condition });
      break;
    case 'kiosk':
      await killKiosk();
      break;
    case 'demo':
      link.restore();
      situation.update({ link: link.condition });
      await reset().catch((cause: unknown) => {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new AskError(`The demo could not be reset. ${reason}`, null, { cause });
      });
      break;
  }
}
