/** A phone with a lock of its own (Chromium's virtual authenticator), and answers of its passkey that the phone would never give. */
import { createHash, createPrivateKey, sign } from 'node:crypto';
import type { CDPSession, Page } from 'playwright';

export interface MadePasskey {
  /** Base64url. */
  readonly id: string;
  /** PKCS #8. */
  readonly privateKey: Buffer;
  readonly userHandle: Buffer;
  readonly counter: number;
}

export class PhoneLock {
  readonly #cdp: CDPSession;
  readonly #id: string;

  private constructor(cdp: CDPSession, id: string) {
    this.#cdp = cdp;
    this.#id = id;
  }

  /** For this page: another page of the same browser is another phone. */
  static async of(page: Page): Promise<PhoneLock> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new PhoneLock(cdp, authenticatorId);
  }

  /** False: whoever holds the phone cannot open it. */
  async opens(isUserVerified: boolean): Promise<void> {
    await this.#cdp.send('WebAuthn.setUserVerified', { authenticatorId: this.#id, isUserVerified });
  }

  async passkeys(): Promise<MadePasskey[]> {
    const { credentials } = await this.#cdp.send('WebAuthn.getCredentials', { authenticatorId: this.#id });
    return credentials.map(({ credentialId, privateKey, userHandle = '', signCount }) => ({
      id: Buffer.from(credentialId, 'base64').toString('base64url'),
      privateKey: Buffer.from(privateKey, 'base64'),
      userHandle: Buffer.from(userHandle, 'base64'),
      counter: signCount,
    }));
  }
}

interface Answer {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
  readonly type: string;
  readonly counter: number;
  readonly isUserVerified: boolean;
}

/** What a phone answers, as the field of a form. */
export function answerOf({ id, privateKey, userHandle }: MadePasskey, answer: Answer): string {
  const { type, challenge, origin, rpId, counter, isUserVerified } = answer;
  const clientData = Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const counted = Buffer.alloc(4);
  counted.writeUInt32BE(counter);
  const flags = Buffer.from([isUserVerified ? 0x05 : 0x01]);
  const authenticatorData = Buffer.concat([sha256(Buffer.from(rpId)), flags, counted]);
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' });
  const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), key);
  return JSON.stringify({
    id,
    clientDataJSON: clientData.toString('base64url'),
    authenticatorData: authenticatorData.toString('base64url'),
    signature: signature.toString('base64url'),
    userHandle: userHandle.toString('base64url'),
  });
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
