import type { FastifyRequest } from 'fastify';
import { expect, it, vi } from 'vitest';
import { tellRefused } from './confirmation.ts';
import type { PhonePorts } from './ports.ts';

it('answers of passkeys that are made up do not fill the log', () => {
  const warn = vi.fn();
  const request = { ip: '203.0.113.1', log: { warn } } as unknown as FastifyRequest;
  let counted = 0;
  const logins = { refused: () => (++counted > 20 ? 60 : 0) };
  const refuse = () => tellRefused({ logins } as unknown as PhonePorts, request, new Error('made up'));
  for (let sent = 0; sent < 20; sent++) refuse();
  for (let sent = 0; sent < 20; sent++) expect(refuse).toThrow('TOO_MANY');
  expect([counted, warn.mock.calls.length]).toEqual([40, 20]);
});
