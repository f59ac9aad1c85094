/**
 * ISO 4217, the list of currencies in use with their minor units. A table of our own, because every program must count
 * an amount in the same unit: the runtime's ICU knows how a currency is usually shown, which is another question, and
 * answers it differently from one version to the next (HUF, COP, IDR, RSD without decimals).
 */
const DECIMALS = new Map<string, number>();

const BY_DECIMALS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY
      COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
      INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR
      MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP
      STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
for (const [decimals, codes] of Object.entries(BY_DECIMALS)) {
  for (const code of codes.split(/\s+/)) DECIMALS.set(code, Number(decimals));
}

/** Whether a property may play in it. */
export function isCurrency(code: string): boolean {
  return DECIMALS.has(code);
}

/**
 * Digits after the decimal point: 2 for USD, 0 for JPY. 2 for a code that is not in the list, so that what a strange
 * board or caller says can be shown; no property plays in it, so it is never credited.
 */
export function currencyDecimals(currency: string): number {
  return DECIMALS.get(currency) ?? 2;
}
