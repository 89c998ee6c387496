/** What bytes cost as text in an event stream: `npx tsx test/bench/streamText.ts`. Its figures stand in server/stream/README.md. */
import { cpuMs } from './cpu.ts';
import { readPaper } from './paper.ts';

/** A way to write bytes as text without line ends, and back. */
interface Coding {
  readonly name: string;
  readonly encode: (bytes: Buffer) => Buffer;
  /** As a page can. */
  readonly decode: (text: Buffer) => Uint8Array;
}

/** Line ends, and what stands for them: two characters each. */
const escapes = ['\r', '\n', '\\'];

/** Each byte as the character of its number, which UTF-8 writes as two bytes from 128 on. */
function asCharacters(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/[\r\n\\]/g, (found) => `\\${escapes.indexOf(found)}`));
}

function fromCharacters(text: string): Uint8Array {
  return codesOf(text.replace(/\\([012])/g, (_, index) => escapes[Number(index)] ?? ''));
}

function codesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

const codings: readonly Coding[] = [
  {
    name: 'base64',
    encode: (bytes) => Buffer.from(bytes.toString('base64'), 'latin1'),
    decode: (text) => codesOf(atob(new TextDecoder().decode(text))),
  },
  {
    name: 'characters',
    encode: asCharacters,
    decode: (text) => fromCharacters(new TextDecoder().decode(text)),
  },
];

const samples = {
  'a document': await readPaper(),
  'a keystroke': Buffer.from('000212010180a8d6b907058480a8d6b90704016100', 'hex'),
};

for (const [what, bytes] of Object.entries(samples))
  for (const { name, encode, decode } of codings) {
    const times = bytes.length > 1000 ? 50 : 20_000;
    const text = encode(bytes);
    if (!bytes.equals(decode(text))) throw new Error(`${what} does not come back from ${name}.`);
    const [there, back] = [cpuMs(times, () => encode(bytes)), cpuMs(times, () => decode(text))];
    const micros = (ms: number): string => `${(ms * 1000).toFixed(1)} µs`;
    console.log(
      `${what} of ${bytes.length} bytes as ${name}: ${text.length}, ${micros(there)}, back ${micros(back)}`,
    );
  }
