/** The payment rails of this bridge: the one place that knows which there are. */
import type { Rail } from '../rails/rail.ts';
import { scanAndPay, type ScanAndPayPorts, type ScanAndPaySettings } from '../rails/scan-and-pay/rail.ts';

/** @returns the first is the one whose codes are on the glass. */
export function composeRails(
  settings: ScanAndPaySettings,
  ports: ScanAndPayPorts,
): readonly [Rail, ...Rail[]] {
  return [scanAndPay(settings, ports)];
}

/** The property, as its payment rail knows it. */
export function merchantIdOf({ trustly }: ScanAndPaySettings): string {
  return trustly.merchantId;
}
