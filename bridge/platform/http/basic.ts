/** HTTP Basic credentials (RFC 7617), as kiosks and the TPAS send them. */
import { isStorable } from '../../../protocol/storable-text.ts';

export interface BasicCredentials {
  readonly user: string;
  readonly password: string;
}

/**
 * Client authentication of OAuth 2 (RFC 6749, 2.3.1): id and secret are form-encoded before they become Basic.
 * @returns null when the header is not well-formed.
 */
export function parseClientBasic(header: string | undefined): BasicCredentials | null {
  const encoded = parseBasic(header);
  if (!encoded) return null;
  const [user, password] = [formDecode(encoded.user), formDecode(encoded.password)];
  return user === null || password === null ? null : { user, password };
}

function formDecode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null; // a lone or broken percent sign
  }
}

/** @returns null when the header is not well-formed Basic. */
export function parseBasic(header: string | undefined): BasicCredentials | null {
  const match = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(header ?? '');
  if (!match) return null;
  const text = Buffer.from(match[1] ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || !isStorable(text)) return null;
  return { user: text.slice(0, colon), password: text.slice(colon + 1) };
}
