/**
 * Who may talk to a program of ours that listens on loopback for this machine alone. Any web page in a browser on this
 * machine can reach loopback too: a foreign name that resolves to it (DNS rebinding) shows in the Host header, a
 * foreign page in the Origin header.
 */

/** Headers as Node gives them, with names in lower case. */
type Headers = Readonly<Record<string, string | string[] | undefined>>;

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** Whether the request is for the program that listens on `port`, by a name of this machine. */
export function isForUs(headers: Headers, port: number | undefined): boolean {
  return NAMES.some((name) => headers['host'] === `${name}:${port}`);
}

/** Whether a request that acts, or opens a live channel, came from the page that the program itself serves. */
export function isFromOurPage(headers: Headers, port: number | undefined): boolean {
  return isForUs(headers, port) && headers['origin'] === `http://${String(headers['host'])}`;
}

/**
 * Whether the caller is a program: for a port that serves no page, so that any page that calls is a foreign one. A
 * browser says Origin with everything that acts, and Sec-Fetch-Site (`none`: a person typed the address) with the rest.
 */
export function isFromProgram(headers: Headers, port: number | undefined): boolean {
  const site = headers['sec-fetch-site'];
  return isForUs(headers, port) && headers['origin'] === undefined && (site === undefined || site === 'none');
}
