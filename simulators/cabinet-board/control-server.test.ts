import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../hardware/clock.ts';
import { VirtualCabinet } from './virtual-cabinet.ts';
import { usMachine } from './configuration.ts';
import { controlServer } from './control-server.ts';
import { chipInProcess } from './memory.ts';

let cabinet: VirtualCabinet;
let server: Server;
let url: string;

beforeEach(async () => {
  cabinet = new VirtualCabinet({
    configuration: usMachine('CONTROL'),
    chip: chipInProcess(),
    clock: systemClock,
    newMemoryId: () => '0badcafe',
  });
  server = controlServer(cabinet).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const act = async (body: string): Promise<Response> => fetch(`${url}/actions`, { method: 'POST', body });

describe('the control port', () => {
  it('acts on the cabinet and answers with what it is then', async () => {
    const response = await act('{"action":"door","open":true}');
    expect(await response.json()).toEqual(cabinet.state);
    expect(cabinet.state.conditions).toEqual(['DOOR_OPEN']);
  });

  it.each([
    ['NOT_JSON', 'door'],
    ['NOT_OF_SCHEMA', '{"action":"explode"}'],
    ['NOT_OF_SCHEMA', '{"action":"door","open":1}'],
    ['TOO_LARGE', `{"action":"${'x'.repeat(5_000)}"}`],
  ])('refuses bad input with %s, and changes nothing [checked-at-the-door]', async (code, body) => {
    const before = cabinet.state;
    const response = await act(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code } });
    expect(cabinet.state).toEqual(before);
  });

  it('knows no other routes', async () => {
    expect((await fetch(`${url}/actions`)).status).toBe(404);
  });

  it('tells those who watch the state at once, and at each change', async () => {
    const response = await fetch(`${url}/watch`);
    const events = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await events?.read())?.value).toContain('"conditions":[]');
    cabinet.act({ action: 'tilt', active: true });
    expect((await events?.read())?.value).toContain('"conditions":["TILT"]');
    await events?.cancel();
  });
});
