import { compact, openDoc } from './compact.ts';
import { create, retitle } from './compose.ts';
import { describe, type Summary } from './derive.ts';

/** What the thread does: the name of a job, what goes in, what comes out. */
export interface Jobs {
  describe(input: { readonly state: Uint8Array }): Summary;
  create(input: { readonly title: string }): Uint8Array;
  retitle(input: { readonly state: Uint8Array; readonly title: string }): Uint8Array | undefined;
  compact(input: { readonly state: Uint8Array }): Uint8Array;
}

export const jobs: Jobs = {
  describe: ({ state }) => describe(openDoc(state)),
  create: ({ title }) => create(title),
  retitle: ({ state, title }) => retitle(openDoc(state), title),
  compact: ({ state }) => compact(state),
};
