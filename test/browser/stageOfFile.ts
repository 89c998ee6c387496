import { afterAll, afterEach, beforeAll } from 'vitest';
import { Stage } from './stage.ts';

/** A browser and a server start within seconds, but not on a machine that is busy with something else. */
const openLimitMs = 120_000;

/** The stage for the tests of a file: opened before the first, cleared after each, closed after the last. */
export function stageOfFile(): Stage {
  const stage = new Stage();
  beforeAll(() => stage.open(), openLimitMs);
  afterEach(() => stage.clear());
  afterAll(() => stage.close());
  return stage;
}
