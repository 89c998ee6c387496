import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quietSweet } from '../torture/sweet.ts';
import { reportText } from './report.ts';
import { soak } from './soak.ts';

/**
 * `npm run soak`: a thousand clients of all kinds for half an hour. `-- --minutes N --clients N --seed N`; `--write` keeps the report in
 * RESULT.md. Exits with 1 when anything was found.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    clients: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const everySeconds = 60;
let toldSeconds = 0;

quietSweet();

const report = await soak({
  minutes: Number(values.minutes),
  clients: Number(values.clients),
  seed,
  main: fileURLToPath(new URL('../../server/dist/main.js', import.meta.url)),
  onFinding: (text) => console.log(text),
  onProgress: (seconds, note) => {
    if (seconds - toldSeconds < everySeconds) return;
    toldSeconds = seconds;
    console.log(`${Math.round(seconds)} s: ${note}`);
  },
});
const text = reportText(
  report,
  `npm run soak -- --minutes ${values.minutes} --clients ${values.clients} --seed ${seed}`,
);
console.log(text);
if (values.write) await writeFile(fileURLToPath(new URL('RESULT.md', import.meta.url)), text);
process.exitCode = report.findings.length === 0 ? 0 : 1;
