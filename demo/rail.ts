/** The payment rails of the demo, by the names that the bridge has for them. */
export const RAILS = ['scan-and-pay', 'trustly-on-file'] as const;
export type Rail = (typeof RAILS)[number];
