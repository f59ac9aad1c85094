/** Settings of the identity provider through which operators may sign in: all of them, or none. */
import {
  httpUrl,
  oneOf,
  readAll,
  secret,
  SettingsError,
  text,
  type Environment,
} from '../../platform/environment.ts';

/** Where the provider sends the browser back to. */
export const CALLBACK_PATH = '/floor/oidc/callback';

export interface IdentityProviderSettings {
  /** As the provider spells it, with or without a slash at its end. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
  /** Which claim names the account of the bridge. */
  readonly claim: NameClaim;
}

export type NameClaim = 'preferred_username' | 'email';

const NAMES = ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'CLIENT_SECRET_FILE', 'REDIRECT_URL', 'CLAIM'];

/** @returns null when none is set. @throws {SettingsError} */
export function readIdentityProvider(env: Environment): IdentityProviderSettings | null {
  if (NAMES.every((name) => (env[`BRIDGE_OIDC_${name}`] ?? '') === '')) return null;
  return readAll<IdentityProviderSettings>({
    issuer: () => issuer(text(env, 'BRIDGE_OIDC_ISSUER')),
    clientId: () => text(env, 'BRIDGE_OIDC_CLIENT_ID'),
    clientSecret: () => secret(env, 'BRIDGE_OIDC_CLIENT_SECRET'),
    redirectUrl: () => redirectUrl(text(env, 'BRIDGE_OIDC_REDIRECT_URL')),
    claim: () =>
      oneOf('BRIDGE_OIDC_CLAIM', text(env, 'BRIDGE_OIDC_CLAIM', 'preferred_username'), [
        'preferred_username',
        'email',
      ]) as NameClaim,
  });
}

/** Its exact spelling is compared with what the provider says of itself; a discovery document's address would skip that. */
function issuer(value: string): string {
  httpUrl('BRIDGE_OIDC_ISSUER', value);
  if (value.includes('/.well-known/'))
    throw new SettingsError(
      'BRIDGE_OIDC_ISSUER is the issuer itself, without /.well-known/ and what follows',
    );
  return value;
}

function redirectUrl(value: string): string {
  const url = httpUrl('BRIDGE_OIDC_REDIRECT_URL', value);
  if (new URL(url).pathname !== CALLBACK_PATH)
    throw new SettingsError(
      `BRIDGE_OIDC_REDIRECT_URL must be the floor page's own address with the path ${CALLBACK_PATH}`,
    );
  return url;
}
