import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acknowledgement,
  EnvelopeError,
  readAnswer,
  readNotification,
  requestText,
  type Keys,
} from './envelope.ts';
import { plainOf, RawJsonError, readRawJson, type RawJson } from './raw-json.ts';
import { isSignedBy, signatureOf } from './signature.ts';

const merchant = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const trustly = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const OURS: Keys = { privateKey: merchant.privateKey, trustlyKey: trustly.publicKey, algorithm: 'SHA1' };
const UUID = '258a2184-2842-b485-25ca-293525152425';
const MOST = 65_536;
const call = { method: 'Deposit', uuid: UUID };

/** As Trustly signs. */
function signed(method: string | null, uuid: string | null, dataText: string): string {
  const data = readRawJson(Buffer.from(dataText), MOST);
  return signatureOf(trustly.privateKey, 'SHA1', { method, uuid, data });
}
function notification(method: string, dataText: string): string {
  return `{"version":"1.1","method":"${method}","params":{"signature":"${signed(method, UUID, dataText)}","uuid":"${UUID}","data":${dataText}}}`;
}
function result(method: string, uuid: string, dataText: string): Buffer {
  return Buffer.from(
    `{"version":"1.1","result":{"signature":"${signed(method, uuid, dataText)}","uuid":"${uuid}","method":"${method}","data":${dataText}}}`,
  );
}
function failure(uuid: string | null, method: string | null, code: string, message: string): Buffer {
  const data = `{"code":${code},"message":${message}}`;
  const error = `{"signature":"${signed(method, uuid, data)}","uuid":${JSON.stringify(uuid)},"method":${JSON.stringify(method)},"data":${data}}`;
  return Buffer.from(
    `{"version":"1.1","error":{"name":"JSONRPCError","code":${code},"message":${message},"error":${error}}}`,
  );
}
const CREDIT =
  '{"amount":"100.00","currency":"SEK","messageid":"m-1","orderid":"87654567","enduserid":"e-1","notificationid":"4876513450","timestamp":"2013-12-20 14:42:04.675645+01","attributes":{}}';

it('a request is signed by us over what is sent', () => {
  const text = requestText(OURS, 'Deposit', UUID, { Username: 'u', Attributes: { Firstname: 'Åsa' } });
  const { params, method, version } = JSON.parse(text) as {
    version: string;
    method: string;
    params: { Signature: string; UUID: string; Data: RawJson };
  };
  expect({ method, version, uuid: params.UUID }).toEqual({ ...call, version: '1.1' });
  expect(isSignedBy(merchant.publicKey, 'SHA1', { ...call, data: params.Data }, params.Signature)).toBe(true);
});

it('an acknowledgement has the UUID of the notification, and the same bytes each time', () => {
  const first = acknowledgement(OURS, { method: 'credit', uuid: UUID }, 'OK');
  expect(acknowledgement(OURS, { method: 'credit', uuid: UUID }, 'OK')).toEqual(first);
  expect(JSON.parse(first.toString())).toMatchObject({
    version: '1.1',
    result: { uuid: UUID, method: 'credit', data: { status: 'OK' } },
  });
});

describe('an answer', () => {
  it('is read when it is signed, and of this call', () => {
    const data = '{"orderid":"2190971587","url":"https://checkout.example/1"}';
    expect(readAnswer(OURS, result('Deposit', UUID, data), MOST, call)).toMatchObject({
      kind: 'result',
      data: { orderid: '2190971587' },
    });
    expect(readAnswer(OURS, result('Deposit', UUID, '[]'), MOST, call)).toEqual({ kind: 'result', data: [] });
  });

  it('to another call is not taken', () => {
    const other = UUID.replace('2', '3');
    expect(() => readAnswer(OURS, result('Deposit', other, '{}'), MOST, call)).toThrow(EnvelopeError);
    expect(() => readAnswer(OURS, result('Refund', UUID, '{}'), MOST, call)).toThrow(EnvelopeError);
  });

  it('that is an error says its code and its name', () => {
    const answer = readAnswer(
      OURS,
      failure(UUID, 'Deposit', '616', '"ERROR_INVALID_CREDENTIALS"'),
      MOST,
      call,
    );
    expect(answer).toEqual({
      kind: 'error',
      code: 616,
      name: 'ERROR_INVALID_CREDENTIALS',
      isOfThisCall: true,
    });
  });

  it('that is an error without UUID and method is signed, and says so', () => {
    const answer = readAnswer(OURS, failure(null, null, '"620"', '"ERROR_UNKNOWN"'), MOST, call);
    expect(answer).toEqual({ kind: 'error', code: 620, name: 'ERROR_UNKNOWN', isOfThisCall: false });
  });

  it('of which the error has no words that we know is an error all the same', () => {
    const answer = readAnswer(OURS, failure(UUID, 'Deposit', 'null', '"Tea?"'), MOST, call);
    expect(answer).toEqual({ kind: 'error', code: null, name: null, isOfThisCall: true });
  });

  it.each([
    ['of a page', '<html>502</html>', RawJsonError],
    ['of another version', '{"version":"2.0","result":{}}', EnvelopeError],
    ['of nothing', '{"version":"1.1"}', EnvelopeError],
    [
      'of an error that nobody has signed',
      '{"version":"1.1","error":{"code":616,"message":"X"}}',
      EnvelopeError,
    ],
  ])('%s is not taken', (_what, text, kind) => {
    expect(() => readAnswer(OURS, Buffer.from(text), MOST, call)).toThrow(kind);
  });

  it('that we have signed ourselves is not taken', () => {
    const body = acknowledgement(OURS, { method: 'Deposit', uuid: UUID }, 'OK');
    expect(() => readAnswer(OURS, body, MOST, call)).toThrow("the signature is not Trustly's");
  });
});

describe('a notification', () => {
  const text = notification('credit', CREDIT);
  const bytes = Buffer.from(text);
  const said = (body: Uint8Array) => {
    const { method, uuid, data } = readNotification(OURS, body, MOST);
    return { method, uuid, data: plainOf(data) };
  };
  const whole = said(bytes);
  const readOr = (body: Uint8Array) => {
    try {
      return said(body);
    } catch (error) {
      if (error instanceof EnvelopeError || error instanceof RawJsonError) return 'refused';
      throw error;
    }
  };

  it('is verified over its raw data, with numbers, nulls and fields that nobody knows', () => {
    const strange = notification('credit', '{ "z":null, "amount":100.10, "new":[{"b":[],"a":"å"},1e2] }');
    expect(said(Buffer.from(strange))).toEqual({
      method: 'credit',
      uuid: UUID,
      data: { amount: '100.10', new: [{ a: 'å', b: [] }, '1e2'] },
    });
  });

  it.each([
    ['with null instead of nothing', CREDIT, CREDIT.replace('{}', '{"a":null}')],
    ['with a field more', CREDIT, CREDIT.replace('{}', '{},"more":"x"')],
    ['with another number', '{"amount":100.10}', '{"amount":100.1}'],
  ])('is refused %s', (_what, before, after) => {
    expect(readOr(Buffer.from(notification('credit', before).replace(before, after)))).toBe('refused');
  });

  it('of which any byte is another one is refused, or says the same', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = ((changed[at] ?? 0) + by) % 256;
        const read = readOr(changed);
        seen.add(read === 'refused' ? 'refused' : 'same');
        if (read !== 'refused') expect(read).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toContain('refused');
  });

  it('with bytes put in or left out is refused, or says the same', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.nat(4), fc.uint8Array({ maxLength: 4 }), (at, without, added) => {
        const changed = Buffer.concat([bytes.subarray(0, at), added, bytes.subarray(at + without)]);
        const read = readOr(changed);
        seen.add(read === 'refused' ? 'refused' : 'same');
        if (read !== 'refused') expect(read).toEqual(whole);
      }),
      { numRuns: 2_000 },
    );
    expect(seen).toContain('refused');
  });

  it('of which the signature is good and the envelope is not is refused', () => {
    for (const broken of [
      text.replace(',"method":"credit"', ''),
      text.replace(`"uuid":"${UUID}",`, ''),
      text.replace('"1.1"', '"1.0"'),
    ])
      expect(readOr(Buffer.from(broken))).toBe('refused');
  });
});
