import type { WriteStream } from 'node:tty';

const width = 40;

/** On a terminal one line that is drawn anew, elsewhere a line for each tenth. @returns what draws it. */
export function progressBar(options: {
  readonly total: number;
  /** What is counted, in the plural. */
  readonly unit: string;
  readonly stream: WriteStream;
}): (done: number, note: string) => void {
  const { total, unit, stream } = options;
  const steps = stream.isTTY ? width : 10;
  let shown = '';
  return (done, note) => {
    const reached = Math.floor((done / total) * steps);
    const state = `${reached} ${note}`;
    if (state === shown) return;
    shown = state;
    const filled = Math.floor((done / total) * width);
    const line = `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${done} of ${total} ${unit}, ${note}`;
    stream.write(stream.isTTY ? `\r${line}${done === total ? '\n' : ''}` : `${line}\n`);
  };
}
