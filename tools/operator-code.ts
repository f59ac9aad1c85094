/**
 * `npm run operator:code -- NAME`: asks for a code of 6 to 12 digits and prints the line for "operator.codes" of the
 * kiosk's settings. The code is read from standard input, never from the command line, which others can see.
 */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CODE_PATTERN, hashCode } from '../main/settings/code-hash.ts';

const [name] = process.argv.slice(2);
if (name === undefined || !/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,31}$/.test(name)) {
  end('usage: npm run operator:code -- NAME (a badge number will do: letters, digits, space, . _ -)');
}

process.stderr.write('Code, 6 to 12 digits (not shown): ');
const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
const input = createInterface({ input: process.stdin, output: silent, terminal: process.stdin.isTTY });
const code = await new Promise<string>((resolve) => {
  input.once('line', resolve);
  input.once('close', () => resolve(''));
});
input.close();
process.stderr.write('\n');
if (!CODE_PATTERN.test(code)) end('A code is 6 to 12 digits.');
console.log(JSON.stringify({ name, hash: await hashCode(code) }));

function end(line: string): never {
  process.stderr.write(`${line}\n`);
  return process.exit(2);
}
