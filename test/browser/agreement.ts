import { expect } from 'vitest';
import { soon } from './patience.ts';
import type { Stage } from './stage.ts';
import type { Visitor } from './visitor.ts';

export interface Agreement {
  readonly document: string;
  readonly visitors: readonly Visitor[];
  readonly blocks: readonly string[];
}

/** All pages, and an unmodified y-websocket client, show just these blocks, and all is saved. */
export async function expectEverywhere(
  stage: Stage,
  { document, visitors, blocks }: Agreement,
): Promise<void> {
  for (const visitor of visitors) await expect.poll(() => visitor.blocks(), soon).toEqual(blocks);
  for (const visitor of visitors) await visitor.whenSaving(/^Saved$/);
  expect(await stage.readBlocks(document)).toEqual(blocks);
}
