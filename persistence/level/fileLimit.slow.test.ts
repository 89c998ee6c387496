import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parseDocumentName } from '../documentName.ts';
import { withDirectory } from './directory.fixture.ts';
import { openLevelLog } from './levelLog.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('fileLimit.fixture.ts', import.meta.url));

it('S8: a log whose writes the operating system refuses goes on behind them, with nothing lost or doubled', () =>
  withDirectory(async (directory) => {
    // 512 blocks of 512 bytes (of 1,024 in bash): about 400 (800) entries fit into one of LevelDB's files.
    const command = ['-c', 'ulimit -f 512; exec "$@"', 'sh', process.execPath, '--import', 'tsx', program];
    const { stdout } = await run('sh', [...command, directory]);
    const { refusals, hash } = JSON.parse(stdout);
    expect(refusals).toBeGreaterThan(0);

    const log = await openLevelLog({ directory });
    const stored = await log.read(parseDocumentName('document'));
    const found = createHash('sha256');
    for (const { update } of stored?.entries ?? []) found.update(update);
    expect(stored?.last).toBe(2000);
    expect(found.digest('hex')).toBe(hash);
    await log.close();
  }));
