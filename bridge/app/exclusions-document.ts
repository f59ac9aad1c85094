/** What the OpenAPI document of the exclusion lists says beside its operations. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';

const DESCRIPTION = `
Who may not pay at this property, on any rail. On the bridge's own listener, as all of \`/floor\` (docs/bridge.md, which
also says what a list can match on each rail). The bridge keeps keyed digests: an id that was sent is in no answer, and
cannot be read back.
`.trim();

export const EXCLUSIONS_DOCUMENT: NonNullable<FastifyDynamicSwaggerOptions['openapi']> = {
  openapi: '3.1.0',
  info: { title: 'Topper bridge: exclusion lists', version: '1.0.0', description: DESCRIPTION },
  tags: [
    { name: 'Exclusion lists', description: "On the bridge's listener, for operators and their programs" },
  ],
  components: {
    securitySchemes: {
      operatorToken: { type: 'http', scheme: 'bearer', description: 'BRIDGE_OPERATOR_TOKEN.' },
      operator: { type: 'http', scheme: 'basic', description: 'An operator with a password.' },
    },
  },
};
