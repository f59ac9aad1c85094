/** The lines by which a program says that it is ready. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const Listening = Compile(Type.Object({ event: Type.Literal('listening') }));
const DEBUGGER = /^DevTools listening on (ws:\/\/127\.0\.0\.1:\S+)$/;

/** True at the JSON line with which our services say that they listen. */
export function saysListening(line: string): true | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return Listening.Check(JSON.parse(line)) ? true : undefined;
  } catch {
    return undefined; // a line of somebody else that begins like one of ours
  }
}

/** The address of Chromium's debugging port, at the line with which it says so. */
export function saysDebugger(line: string): string | undefined {
  return DEBUGGER.exec(line.trim())?.[1];
}
