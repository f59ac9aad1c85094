/** The cabinet's meters, as they glow on the machine. */
import type { VirtualCabinetState } from '../../../simulators/cabinet-board/control.ts';
import { formatMoney } from '../../../protocol/money.ts';

export function Meters({ cabinet }: { cabinet: VirtualCabinetState | null }) {
  const show = (name: keyof VirtualCabinetState['meters']): string =>
    cabinet === null ? '--' : formatMoney({ minor: cabinet.meters[name], currency: cabinet.currency }, 'en');
  return (
    <dl class="meters" data-powered={cabinet?.powered ?? false}>
      <div class="credits">
        <dt>Credits</dt>
        <dd data-meter="credits">{show('credits')}</dd>
      </div>
      <div>
        <dt>Cashless in</dt>
        <dd data-meter="cashlessIn">{show('cashlessIn')}</dd>
      </div>
      <div>
        <dt>Notes in</dt>
        <dd data-meter="notesIn">{show('notesIn')}</dd>
      </div>
      <div>
        <dt>Total out</dt>
        <dd data-meter="totalOut">{show('totalOut')}</dd>
      </div>
    </dl>
  );
}
