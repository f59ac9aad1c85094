/** Ways to plug a virtual cabinet in that work on any machine. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openLoopback } from '../../hardware/transports/open-loopback.ts';
import { reportsServer } from '../../simulators/cabinet-board/reports-server.ts';
import type { Target } from './board-bench.ts';

export const inProcess: Target = {
  name: 'in process',
  async plug(cabinet) {
    return { open: async (receiver) => cabinet.open(receiver), remove: async () => undefined };
  },
};

export const loopbackSocket: Target = {
  name: 'over a loopback socket',
  async plug(cabinet) {
    const server = reportsServer(cabinet);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      open: openLoopback(port),
      async remove() {
        server.close();
        await once(server, 'close');
      },
    };
  },
};
