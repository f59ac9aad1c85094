/** What the OpenAPI document of the on-file rail says beside its operations. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

const DESCRIPTION = `
What payments from an account on file (docs/rails.md) add to the bridge's HTTP surface. The bridge's calls to Trustly are not
here: they are Trustly's API.

## Trustly events
On the bridge's own listener. Trustly posts them form-encoded, answers are due within three seconds, and what is not answered
with 200 is told again. \`Authorization\` is Basic with the access id, and as its password base64 of HMAC-SHA1, with the access
key, over the decoded body in the order in which it came.

## Phone pages
On a listener of their own (\`BRIDGE_PUBLIC_LISTEN\`), for browsers: HTML in five languages, forms, a cookie that holds a random key. Not
an API for programs: what can be called is fixed here, what the pages show is not.

## Operators
On the bridge's own listener, as all of \`/floor\` (docs/bridge.md).
`.trim();

export const ON_FILE_DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: {
    title: 'Topper bridge: payments from an account on file',
    version: '1.0.0',
    description: DESCRIPTION,
  },
  tags: [
    { name: 'Trustly events', description: "On the bridge's listener, for Trustly" },
    { name: 'Phone pages', description: "On the phone's listener, for browsers" },
    { name: 'Operators', description: "On the bridge's listener, for operators and their programs" },
  ],
  components: {
    securitySchemes: {
      signature: { type: 'http', scheme: 'basic', description: 'Access id, and the signature of the body.' },
      operatorToken: { type: 'http', scheme: 'bearer', description: 'BRIDGE_OPERATOR_TOKEN.' },
      operator: { type: 'http', scheme: 'basic', description: 'An operator with a password.' },
    },
  },
};
