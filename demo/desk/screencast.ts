/**
 * The picture of the glass, taken from outside: Chromium's own debugging protocol on the kiosk's Electron, which only
 * the demo switches on. The kiosk has no hook for it. Follows the window when it is closed, crashes or is made anew.
 */
import { EventEmitter } from 'node:events';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';

const Message = Type.Object({
  method: Type.Optional(Type.String()),
  sessionId: Type.Optional(Type.String()),
  params: Type.Optional(Type.Unknown()),
});
const Target = Type.Object({ targetInfo: Type.Object({ targetId: Type.String(), type: Type.String() }) });
const Attached = Type.Object({ sessionId: Type.String() });
const Frame = Type.Object({ data: Type.String(), sessionId: Type.Integer() });

const isMessage = Compile(Message);
const isTarget = Compile(Target);
const isAttached = Compile(Attached);
const isFrame = Compile(Frame);

const PICTURE = { format: 'jpeg', quality: 82, maxWidth: 1280, maxHeight: 1280 };
/** Chromium sends the next frame when this one is acknowledged: at most ten pictures a second. */
const FRAME_INTERVAL_MS = 100;
const MAX_FRAME_BYTES = 16_000_000;

interface ScreencastEvents {
  /** A JPEG of the glass. */
  frame: [jpeg: Buffer];
  /** No picture can be had until the next `frame`. */
  dark: [];
}

export class Screencast extends EventEmitter<ScreencastEvents> {
  #socket: WebSocket | null = null;
  #session: string | null = null;
  #lastId = 0;

  /** Watches the Electron whose browser-wide debugging address this is, instead of any other. */
  watch(debuggerUrl: string): void {
    this.stop();
    const socket = new WebSocket(debuggerUrl, { perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    this.#socket = socket;
    socket.on('open', () => {
      this.#send('Target.setDiscoverTargets', { discover: true });
    });
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString());
      if (isMessage.Check(message)) this.#hear(message);
    });
    // What can be known of a failure is that the picture is gone; the kiosk's supervisor knows why.
    socket.on('error', () => {
      socket.close();
    });
    socket.on('close', () => {
      if (this.#socket === socket) this.#goDark();
    });
  }

  /** Stops watching. */
  stop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.terminate();
    this.#goDark();
  }

  #hear({ method, sessionId, params }: Static<typeof Message>): void {
    switch (method) {
      case 'Target.targetCreated':
        if (isTarget.Check(params) && params.targetInfo.type === 'page') {
          this.#send('Target.attachToTarget', { targetId: params.targetInfo.targetId, flatten: true });
        }
        break;
      case 'Target.attachedToTarget':
        if (isAttached.Check(params)) this.#begin(params.sessionId);
        break;
      case 'Target.detachedFromTarget':
        if (isAttached.Check(params) && params.sessionId === this.#session) this.#goDark();
        break;
      case 'Page.loadEventFired':
        if (sessionId !== undefined && sessionId === this.#session) this.#begin(sessionId);
        break;
      case 'Page.screencastFrame':
        if (isFrame.Check(params) && sessionId === this.#session) this.#show(params);
        break;
      default: // an answer to a command, or an event that is of no use here
        break;
    }
  }

  #begin(session: string): void {
    this.#session = session;
    this.#send('Page.enable', {}, session);
    this.#send('Page.startScreencast', PICTURE, session);
  }

  #show(frame: Static<typeof Frame>): void {
    const session = this.#session;
    setTimeout(() => {
      if (session !== null) this.#send('Page.screencastFrameAck', { sessionId: frame.sessionId }, session);
    }, FRAME_INTERVAL_MS);
    this.emit('frame', Buffer.from(frame.data, 'base64'));
  }

  #goDark(): void {
    if (this.#session === null) return;
    this.#session = null;
    this.emit('dark');
  }

  #send(method: string, params: object, sessionId?: string): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#lastId += 1;
    this.#socket.send(JSON.stringify({ id: this.#lastId, method, params, sessionId }));
  }
}
