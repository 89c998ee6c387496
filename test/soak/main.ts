import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quietSweet } from '../torture/sweet.ts';
import { findingsOf } from './flatness.ts';
import { circumstances, reportText, type SoakResult } from './report.ts';
import { soak } from './soak.ts';

/**
 * `npm run soak`: a thousand clients of all kinds for half an hour. `-- --minutes N --clients N --seed N`; `--write` keeps what was
 * measured in result.json and the report in RESULT.md; `--from FILE` makes the report of what was measured before. Exits with 1 when
 * anything was found.
 */

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    clients: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
    from: { type: 'string' },
  },
});
const everySeconds = 60;
const placeOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

async function measure(): Promise<SoakResult> {
  const seed = Number(values.seed ?? Date.now() % 2 ** 31);
  const [minutes, clients] = [Number(values.minutes), Number(values.clients)];
  let toldSeconds = 0;
  quietSweet();
  const report = await soak({
    minutes,
    clients,
    seed,
    main: placeOf('../../server/dist/main.js'),
    onFinding: (text) => console.log(text),
    onProgress: (seconds, note) => {
      if (seconds - toldSeconds < everySeconds) return;
      toldSeconds = seconds;
      console.log(`${Math.round(seconds)} s: ${note}`);
    },
  });
  const command = `npm run soak -- --minutes ${minutes} --clients ${clients} --seed ${seed}`;
  return { command, circumstances: circumstances(), report };
}

const { from } = values;
const result =
  from === undefined ? await measure() : (JSON.parse(await readFile(from, 'utf8')) as SoakResult);
const text = reportText(result);
console.log(text);
if (values.write) {
  await writeFile(placeOf('result.json'), `${JSON.stringify(result, undefined, 1)}\n`);
  await writeFile(placeOf('RESULT.md'), text);
}
process.exitCode = findingsOf(result.report).length === 0 ? 0 : 1;
