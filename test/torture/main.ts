import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { progressBar } from '../demo/progressBar.ts';
import { reportLines } from './report.ts';
import { quietSweet } from './sweet.ts';
import { torture } from './torture.ts';

/**
 * `npm run torture`: clients of all families type while the server is killed again and again. `-- --rounds N --seed N`; `--server FILE`
 * tries another build's `main.js`. Exits with 1 when anything that was told saved is missing, or anything is doubled.
 */

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    server: {
      type: 'string',
      default: fileURLToPath(new URL('../../server/dist/main.js', import.meta.url)),
    },
  },
});
const rounds = Number(values.rounds);
if (!(rounds >= 1)) throw new Error(`--rounds must be a number from 1, not "${values.rounds}".`);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

quietSweet();
const showProgress = progressBar({ total: rounds, unit: 'rounds', stream: process.stdout });
const report = await torture({
  rounds,
  seed,
  main: values.server,
  onRound: (done, tokens) => showProgress(done, `${tokens.toLocaleString('en-US')} tokens typed`),
});
for (const line of reportLines(report, seed)) console.log(line);
process.exitCode = report.finding === undefined ? 0 : 1;
