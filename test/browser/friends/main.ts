import { isDeepStrictEqual } from 'node:util';
import { readTrace } from '../../demo/trace.ts';
import { Stage } from '../stage.ts';
import { typeSession } from './session.ts';

// npm run friends            the whole recording
// npm run friends -- 2000    its first 2000 edits

const trace = await readTrace(new URL('../../fixtures/friendsforever.json.gz', import.meta.url));
const count = Number(process.argv[2] ?? trace.edits.length);
const stage = new Stage();
try {
  await stage.open();
  const report = await typeSession({
    stage,
    trace,
    count,
    document: 'friendsforever',
    onProgress: (typed) => process.stderr.write(`\r${typed} of ${count}`),
  });
  const isWhole = report.edits === trace.edits.length;
  const { shown, wanted, documents, rebuilt, stored } = report;
  const facts = {
    'both pages show the recorded text': shown.every((text) => text === wanted),
    'and it is that of the recording': !isWhole || wanted === trace.endContent,
    'both documents are what y-prosemirror reads': documents.every((each) =>
      isDeepStrictEqual(each, rebuilt),
    ),
    'a server that was killed has it': stored === wanted,
  };
  console.log(
    `\n${report.edits} edits typed by two pages in ${report.seconds.toFixed(0)} s; ${report.merges} times what the other wrote came in`,
  );
  for (const [fact, holds] of Object.entries(facts)) console.log(`${holds ? 'yes' : 'NO '} ${fact}`);
  process.exitCode = Object.values(facts).every(Boolean) ? 0 : 1;
} finally {
  await stage.close();
}
