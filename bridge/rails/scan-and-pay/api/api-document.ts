/** What the OpenAPI document says beside the operations: everything that the Scan and Pay document asks a partner for. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { apiTimesTable } from './api-times.ts';
import { fundingTable } from './funding-states.ts';
import { httpRefusalTable } from '../../../platform/http/http-refusals.ts';
import { limitTable } from './limit-changes.ts';

const DESCRIPTION = `
The casino-side APIs that the Trustly Payment Agent Service (TPAS) calls to fund a gaming machine and to keep the daily
limits of a debit instrument.

## Transport
HTTPS with TLS 1.2 or newer. JSON in UTF-8, at most 16 KiB; a key that comes twice in one object is an error, and so are
a field that is not in the schema and a text with a NUL character or half a surrogate pair. Amounts have at most the
decimals of their currency in ISO 4217. Where the property uses an allow list, requests from addresses that are not on it
get 403.

## Authentication
OAuth 2.0 client credentials (RFC 6749, 4.4). \`POST /oauth2/token\` with HTTP Basic client authentication gives a Bearer
token that lives \`expires_in\` seconds (900 unless the property sets another life). There are no refresh tokens: get a
new token when the old one has less than a minute left, or on a 401, and repeat the request. Client secrets and signing
keys are rotated without downtime: for a while the old and the new are both good.

## Time-outs
A funding is answered within the funding window, 10 seconds unless the property sets another, plus the way. Use a
time-out of at least 15 seconds for \`POST /v1/fundings\`, and of 5 seconds for all other requests.

${apiTimesTable()}

## Retries
- No answer, a broken connection, 429, 500 or 503: repeat **the same request with the same funding id**, with back-off
  (1 s, 2 s, 4 s ... at most 30 s, with jitter). Funding ids are idempotent: a repetition cannot credit twice.
- 503 UNAVAILABLE says for certain that this request recorded nothing: the ledger cannot be reached, the bridge stops, or the
  machine's memory and the ledger are being compared or are not in accord, so that a funding which the ledger does not
  know may be on the meter already. The last takes a person, and may take hours; so do not void on it either: repeat, in the
  end every minute. 500 OUTCOME_UNKNOWN, like no answer at all, says
  nothing: it may have been recorded. Neither capture nor void on it: repeat, or ask by GET.
- 200 and 422 to a \`POST /v1/fundings\` are final: for the same body the answer is the same for ever.
- 202 UNCONFIRMED: do not repeat the POST, and neither capture nor void. Ask by GET, every 5 seconds, then every minute:
  it settles when the machine is back, or an attendant has settled it. A 404 to that GET
  means that nothing was recorded: repeat the POST.
- 408: the request did not arrive whole, and nothing was done: repeat it.
- 400, 404 to a POST, 409, 413, 414, 415, 417, 431: do not repeat.

## How a funding stands
DECLINED: turned down before there was an order. FAILED: ordered, and certain that no credit followed: refused by the
machine, not reached in the window, or cancelled before it left. CREDITED: on the meter. UNCONFIRMED: anything else.

${fundingTable()}

A DECLINED, FAILED or CREDITED funding never changes again. The amounts \`20\`, \`20.0\` and \`20.00\` are the same body.
A cancellation is compared by asset, merchant, amount and currency; its \`reason\` is not.

## How a limit changes
PUT, PATCH and DELETE follow the same rules, whoever asks: a raise that the casino or the regulator asks for cools off like
one of the player; \`requestedBy\` goes into the history. PATCH and DELETE need a limit, or a raise that waits, to be there:
404 otherwise. A raise can be asked for once in a cooling-off period, also when it was taken back; \`retryAt\` of a 409 tells
when the period ends.

${limitTable()}

## Identifiers
A funding id, once used, is never free again and does not expire. A cancelled id stays cancelled. An access token
expires after \`expires_in\` seconds.

## Error codes of a funding
| code | meaning |
| --- | --- |
| UNKNOWN_ASSET | no machine is enrolled under this asset |
| ASSET_OFFLINE | the machine's kiosk is not connected, or was not reached in the window: certain that nothing was sent |
| MACHINE_NOT_PLAYABLE | disabled, door open, tilt, cashing out, cabinet interface not ready |
| AMOUNT_OUT_OF_RANGE | below or above what the property or the machine allows at once |
| NOT_A_MULTIPLE | not a multiple of the machine's denomination |
| CURRENCY_MISMATCH | not the currency of the property or the machine |
| MERCHANT_MISMATCH | another merchant than this bridge serves |
| PLAYER_EXCLUDED | the UBAI or the player is on an exclusion list of the property |
| LIMIT_REACHED | the daily limit of the UBAI; \`limit\` tells limit, used, remaining and when it resets |
| BUSY | an earlier transfer to the machine is not settled yet |
| EXPIRED | the machine did not begin in time |
| CANCELLED | cancelled before it left for the machine: DECLINED when it was never ordered, else FAILED |
| MACHINE_REFUSED | the machine or its kiosk refused for a technical reason |

Requests that change nothing are answered with MALFORMED (400), UNAUTHORIZED (401), FORBIDDEN (403), NOT_FOUND (404),
CONFLICT (409), TOO_MANY_REQUESTS (429) or UNAVAILABLE (503). OUTCOME_UNKNOWN (500) may have changed something.

## What the HTTP server refuses by itself
On any path, before an operation sees the request, and in the same shape as every other error:

${httpRefusalTable()}

A connection may carry any number of requests, one after the other.
`.trim();

export const API_DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: { title: 'Topper bridge: Funding and Daily Limits APIs', version: '1.0.0', description: DESCRIPTION },
  servers: [{ url: '/', description: 'The bridge of the property; the address is given at onboarding.' }],
  tags: [
    { name: 'Authentication', description: 'Access tokens' },
    { name: 'Funding', description: 'Credits to machines' },
    { name: 'Daily Limits', description: 'Limits per debit instrument (UBAI)' },
  ],
  components: {
    securitySchemes: {
      client: { type: 'http', scheme: 'basic', description: 'Client id and secret, given at onboarding.' },
      token: {
        type: 'oauth2',
        description: 'Access token from /oauth2/token.',
        flows: { clientCredentials: { tokenUrl: '/oauth2/token', scopes: {} } },
      },
    },
  },
};
