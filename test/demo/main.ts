import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesBelow } from '../bytesBelow.ts';
import { startScriptorium } from '../serverProcess.ts';
import { progressBar } from './progressBar.ts';
import { type ReplayReport, replay } from './replay.ts';
import { concurrentCount, readTrace, type Trace } from './trace.ts';

/** `npm run demo`: two writers of a recorded session, and a server that is killed while they type. Exits with 1 if anything is missing. */

const limitMs = 120_000;
const killCount = 3;

const trace = await readTrace(new URL('../fixtures/friendsforever.json.gz', import.meta.url));
const dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-demo-'));
try {
  console.log(`friendsforever: ${trace.agentCount} people typing into one text, as recorded`);
  const showProgress = progressBar({ total: trace.edits.length, unit: 'edits', stream: process.stdout });
  const report = await replay({
    trace,
    startServer: (port) => startScriptorium({ dataDir, port }),
    killCount,
    limitMs,
    onProgress: (progress) => showProgress(progress.edits, `${progress.killCount} × kill -9`),
  });
  print(report, await bytesBelow(dataDir));
  process.exitCode = report.content === trace.endContent && report.acknowledgedLost === 0 ? 0 : 1;
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

function print(report: ReplayReport, bytesOnDisk: number): void {
  const rows = [
    [
      'edits',
      `${count(report.edits)}, ${count(concurrentCount(trace))} of them made without having seen an earlier one`,
    ],
    ['seconds', report.seconds.toFixed(1)],
    [
      'bytes',
      `${count(report.bytesSent)} sent, ${count(report.bytesReceived)} received, ${count(bytesOnDisk)} on disk`,
    ],
    ['restarts', `${report.killCount} after SIGKILL, 1 after SIGTERM`],
    ['saved', saved(report)],
    ['verdict', verdict(report, trace)],
  ];
  for (const [title, text] of rows) console.log(`${title?.padEnd(9)} ${text}`);
}

function saved({ acknowledged, acknowledgedLost }: ReplayReport): string {
  const found = acknowledgedLost === 0 ? 'every one was on disk' : `${count(acknowledgedLost)} WERE LOST`;
  return `${count(acknowledged)} edits stood acknowledged when the power went off (summed over the kills): ${found}`;
}

function verdict({ content }: ReplayReport, { endContent }: Trace): string {
  const characters = count([...endContent].length);
  return content === endContent
    ? `equal to the recording's end, ${characters} characters, as read by a third client`
    : `DIFFERS: ${count([...content].length)} characters read, ${characters} recorded`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
