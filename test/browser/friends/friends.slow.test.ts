import { expect, it } from 'vitest';
import { readTrace } from '../../demo/trace.ts';
import { stageOfFile } from '../stageOfFile.ts';
import { typeSession } from './session.ts';

/** So many of the recording's 26,078 edits: `npm run friends` types all. */
const count = 1600;
const limitMs = 240_000;

const stage = stageOfFile();

it(
  `two pages end with the recorded text when two people type its first ${count} edits with real keys`,
  async () => {
    const trace = await readTrace(new URL('../../fixtures/friendsforever.json.gz', import.meta.url));
    const report = await typeSession({ stage, trace, count, document: 'friends' });
    const { shown, wanted, documents, rebuilt, stored } = report;
    expect(shown).toEqual([wanted, wanted]);
    expect(documents).toEqual([rebuilt, rebuilt]);
    expect(stored).toBe(wanted);
    expect(report.merges).toBeGreaterThan(50);
    console.log(`${count} edits in ${report.seconds.toFixed(1)} s, ${report.merges} times something came in`);
  },
  limitMs,
);
