/** What permessage-deflate would cost and save: `npx tsx test/bench/deflate.ts`. Its figures stand in server/http/README.md. */
import { createDeflateRaw, type DeflateRaw, deflateRawSync } from 'node:zlib';
import { cpuMs } from './cpu.ts';
import { readPaper } from './paper.ts';

/** Resident KiB for each of so many sockets that keep what they have sent before. */
async function contextKibibytes(sockets: number, frame: Buffer): Promise<number> {
  const before = process.memoryUsage.rss();
  const contexts: DeflateRaw[] = [];
  for (let i = 0; i < sockets; i += 1) {
    const context = createDeflateRaw({ level: 1 });
    await new Promise<void>((resolve) => context.write(frame, () => context.flush(() => resolve())));
    contexts.push(context);
  }
  const grown = process.memoryUsage.rss() - before;
  for (const context of contexts) context.close();
  return grown / sockets / 1024;
}

const paper = await readPaper();
const keystroke = Buffer.from('000212010180a8d6b907058480a8d6b90704016100', 'hex');
for (const level of [1, 3, 6]) {
  const bytes = deflateRawSync(paper, { level }).length;
  const ms = cpuMs(10, () => deflateRawSync(paper, { level }));
  console.log(`${paper.length} bytes, level ${level}: ${bytes} bytes, ${ms.toFixed(1)} ms`);
}
const keystrokeMs = cpuMs(5000, () => deflateRawSync(keystroke, { level: 1 }));
const keystrokeBytes = deflateRawSync(keystroke, { level: 1 }).length;
console.log(
  `a keystroke of ${keystroke.length} bytes: ${keystrokeBytes}, ${(keystrokeMs * 1000).toFixed(0)} µs`,
);
console.log(`a socket that keeps its context: ${(await contextKibibytes(1000, keystroke)).toFixed(0)} KiB`);
