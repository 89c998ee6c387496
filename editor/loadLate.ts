import type { late } from './late.ts';

/** What is loaded when it is first needed. @throws an `Error` without a network; trying again later helps. */
export async function loadLate(): Promise<typeof late> {
  return (await import('./late.ts')).late;
}
