/** The virtual cabinet as a process of its own, and what a person does to it: tests of the kiosk's side connect to it. */
import type { MachineLog } from '../../../hardware/machine/machine-log.ts';
import type { VirtualCabinetAction, VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import { type Service, startService } from '../service.ts';

export interface CabinetProcess {
  readonly service: Service;
  readonly reportsPort: number;
  readonly controlUrl: string;
  act(action: VirtualCabinetAction): Promise<VirtualCabinetState>;
  state(): Promise<VirtualCabinetState>;
}

/**
 * @param reportsPort 0: any port; otherwise the port that a kiosk knows already.
 * @param options more arguments for its command line.
 */
export async function startCabinetProcess(
  memory: string,
  reportsPort = 0,
  options: readonly string[] = [],
): Promise<CabinetProcess> {
  const ports = ['--reports-port', String(reportsPort), '--control-port', '0'];
  const service = await startService(
    'simulators/cabinet-board/main.ts',
    [...ports, '--memory', memory, ...options],
    {},
  );
  const url = String(service.listening['controlUrl']);
  const read = async (response: Response): Promise<VirtualCabinetState> => {
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return (await response.json()) as VirtualCabinetState;
  };
  return {
    service,
    reportsPort: Number(service.listening['reportsPort']),
    controlUrl: url,
    act: async (action) =>
      read(await fetch(`${url}/actions`, { method: 'POST', body: JSON.stringify(action) })),
    state: async () => read(await fetch(`${url}/state`)),
  };
}

/** For a driver whose warnings the test itself causes. */
export const silentLog: MachineLog = { info: () => undefined, warn: () => undefined };
