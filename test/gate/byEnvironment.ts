import { readFileSync } from 'node:fs';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** As vitest reads it from the head of a file. */
const pageMark = '@vitest-environment jsdom';

/**
 * Vitest's own order, but that those with a page come first, and one after the other: where files share a worker it makes a page, which
 * takes as long as several tests, only when the file before had none.
 */
export class ByEnvironment extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const hasPage = new Set(
      sorted.filter(({ moduleId }) => readFileSync(moduleId, 'utf8').includes(pageMark)),
    );
    return [...sorted.filter((file) => hasPage.has(file)), ...sorted.filter((file) => !hasPage.has(file))];
  }
}
