/** `POST /auth-service/api/oauth2/qrcode/token`, as documented for Scan and Pay, with the faults of the control port. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { basicCredentials } from './basic-credentials.ts';
import type { CodeTokens } from './code-token.ts';
import { writeExpiresAt } from './expires-at.ts';
import type { FaultSwitch } from './faults.ts';

const QR_TOKEN_PATH = '/auth-service/api/oauth2/qrcode/token';

/** Unknown fields are let through, as a gateway does that is older than its client. */
const CodeRequest = Type.Object({
  asset: Type.String({ minLength: 1, maxLength: 100 }),
  merchantId: Type.String({ minLength: 1, maxLength: 100 }),
  gameName: Type.Optional(Type.String({ maxLength: 100 })),
  id: Type.Optional(Type.String({ maxLength: 100 })),
});
const codeRequest = Compile(CodeRequest);

/** Trustly's numbers for kinds of errors. */
const ERRORS = {
  400: { code: 200, message: 'asset and merchantId are required' },
  401: { code: 375, message: 'invalid accessId or accessKey' },
  403: { code: 300, message: 'the merchantId is not authorized for this account' },
  500: { code: 100, message: 'internal error, please retry' },
} as const;

export interface QrApiPorts {
  readonly credentials: { accessId: string; accessKey: string; merchantId: string };
  readonly tokens: CodeTokens;
  readonly faults: FaultSwitch;
  /** Base of the microsite; asked at each request, since the port may be known only after listening. */
  readonly publicUrl: () => string;
  readonly now: () => number;
}

export function registerQrApi(server: FastifyInstance, ports: QrApiPorts): void {
  const { credentials, tokens, faults, publicUrl, now } = ports;
  const isMerchant = basicCredentials(`${credentials.accessId}:${credentials.accessKey}`);

  // Before the body is read: a connection that is cut has said nothing, and bad credentials learn nothing.
  const beforeBody = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const { qrApi, slowMs } = faults.faults;
    switch (qrApi) {
      case 'down':
        reply.hijack();
        request.raw.socket.destroy();
        return;
      case 'slow':
        await delay(slowMs, undefined, { ref: false });
        break;
      case 'garbage':
        await reply.type('application/json').send('{"token": 12, "expiresAt": "soon"');
        return;
      case 'badRequest':
        return refuse(reply, 400);
      case 'unauthorized':
        return refuse(reply, 401);
      case 'forbidden':
        return refuse(reply, 403);
      case 'error':
        return refuse(reply, 500);
      case 'ok':
        break;
    }
    if (!isMerchant(request.headers.authorization)) await refuse(reply, 401);
  };

  server.post(
    QR_TOKEN_PATH,
    {
      onRequest: beforeBody,
      errorHandler: (_error, _request, reply) => {
        void refuse(reply, 400);
      },
    },
    async (request, reply) => {
      const body: unknown = request.body;
      if (!codeRequest.Check(body)) return refuse(reply, 400);
      if (body.merchantId !== credentials.merchantId) return refuse(reply, 403);
      const { codeLifetimeMs, clockAheadMs, expiryForm } = faults.faults;
      const { code, token } = tokens.issue({
        asset: body.asset,
        merchantId: body.merchantId,
        gameName: body.gameName ?? null,
        playerId: body.id ?? null,
        expiresAt: now() + codeLifetimeMs,
      });
      if (clockAheadMs !== 0) void reply.header('date', new Date(now() + clockAheadMs).toUTCString());
      return reply.send({
        token,
        expiresAt: writeExpiresAt(code.expiresAt + clockAheadMs, expiryForm),
        url: `${publicUrl()}/cashlesscasino-client?token=${encodeURIComponent(token)}`,
      });
    },
  );
}

async function refuse(reply: FastifyReply, status: keyof typeof ERRORS): Promise<void> {
  if (status === 401) void reply.header('www-authenticate', 'Basic realm="qrcode"');
  await reply.code(status).send({ errors: [{ domain: 'qrcode', ...ERRORS[status] }] });
}
