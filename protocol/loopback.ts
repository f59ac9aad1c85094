/**
 * Whether a host, as `URL.hostname`, a setting or a Host header without its port spells it, is this machine itself.
 * Exact: `127.0.0.1.evil.example` is a name that anybody may own, and `localhost.` may leave the machine.
 */
export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127(?:\.(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}|::1|\[::1\])$/i.test(host);
}
