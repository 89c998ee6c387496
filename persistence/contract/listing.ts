import assert from 'node:assert/strict';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import type { Listing } from '../updateLog.ts';
import { type Bench, type Cases, name, other, rejectsAsBug, rejectsWith, summaryOf } from './bench.ts';

const emptySummary = { title: '', excerpt: '', words: 0 };

export const listingCases: Cases = {
  'list is empty when there is no document': async (bench) => {
    await bench.restart();
    assert.deepEqual(await bench.log.list({ limit: 10 }), []);
  },

  'list shows a document from its first entry on, with the time of that': async (bench) => {
    await bench.log.append(name, [{ timeMs: 5, author: '', update: new Uint8Array([1]) }]);
    await bench.log.append(name, [{ timeMs: 9, author: '', update: new Uint8Array([1]) }]);
    await bench.restart();
    const listing = { name, createdMs: 5, editedMs: 5, summary: emptySummary };
    assert.deepEqual(await bench.log.list({ limit: 10 }), [listing]);
    assert.deepEqual(await bench.log.find(name), listing);
  },

  'describe replaces summary and time of the last edit': async (bench) => {
    await bench.log.append(name, [{ timeMs: 5, author: '', update: new Uint8Array([1]) }]);
    await bench.log.describe(name, { editedMs: 7, summary: summaryOf('First') });
    await bench.log.describe(name, { editedMs: 6, summary: summaryOf('Second 🖋 \ud800') });
    await bench.restart();
    const listing = { name, createdMs: 5, editedMs: 6, summary: summaryOf('Second 🖋 \ud800') };
    assert.deepEqual(await bench.log.find(name), listing);
    assert.deepEqual(await bench.log.list({ limit: 10 }), [listing]);
  },

  'describe moves a document in the list': async (bench) => {
    await putDocuments(bench, [name, other], 5);
    await bench.log.describe(other, { editedMs: 6, summary: summaryOf('o') });
    await bench.restart();
    assert.deepEqual(await bench.listedNames(), [other, name]);
    await bench.log.describe(name, { editedMs: 7, summary: summaryOf('n') });
    assert.deepEqual(await bench.listedNames(), [name, other]);
  },

  'describe does not change what is read': async (bench) => {
    await bench.append(name, 'a');
    await bench.log.describe(name, { editedMs: 7, summary: summaryOf('n') });
    await bench.restart();
    assert.deepEqual(await bench.texts(name), ['a']);
    assert.equal(await bench.append(name, 'b'), 2);
  },

  'describe takes effect in the order of the calls': async (bench) => {
    const appended = bench.append(name, 'a');
    const titles = Array.from({ length: 20 }, (_, i) => `title ${i}`);
    const work = titles.map((title, i) =>
      bench.log.describe(name, { editedMs: 100 - i, summary: summaryOf(title) }),
    );
    await Promise.all([appended, ...work]);
    await bench.restart();
    assert.equal((await bench.log.find(name))?.summary.title, 'title 19');
    assert.deepEqual(await bench.listedNames(), [name]);
  },

  'describe is refused when the document has no entry or the time is none': async (bench) => {
    const description = { editedMs: 7, summary: summaryOf('n') };
    await rejectsWith('DOCUMENT_UNKNOWN', name, bench.log.describe(name, description));
    await bench.append(name, 'a');
    await rejectsAsBug(bench.log.describe(name, { ...description, editedMs: -1 }));
    await rejectsAsBug(bench.log.describe(name, { ...description, editedMs: Number.NaN }));
    await bench.restart();
    assert.deepEqual((await bench.log.find(name))?.summary, emptySummary);
  },

  'list pages through documents of equal times without a gap or a repetition': async (bench) => {
    const names = Array.from({ length: 25 }, (_, i) => parseDocumentName(`page ${i}`));
    for (const [i, each] of names.entries()) await putDocuments(bench, [each], 100 + (i % 3));
    await bench.restart();
    const all = await bench.log.list({ limit: 1000 });
    const expected = names
      .map((each, i) => ({ name: each, editedMs: 100 + (i % 3) }))
      .sort((a, b) => b.editedMs - a.editedMs || (a.name < b.name ? -1 : 1));
    assert.deepEqual(
      all.map(({ name, editedMs }) => ({ name, editedMs })),
      expected,
    );
    for (const limit of [1, 4, 25, 26]) assert.deepEqual(await allPages(bench, limit), all);
  },

  'list goes on behind a place where no document stands any more': async (bench) => {
    await putDocuments(bench, ['a', 'b', 'c'].map(parseDocumentName), 5);
    const after = { name: parseDocumentName('b'), editedMs: 5 };
    await bench.log.delete(after.name);
    await bench.restart();
    const page = await bench.log.list({ limit: 10, after });
    assert.deepEqual(
      page.map((listing) => listing.name),
      ['c'],
    );
  },

  'list orders equal times by the bytes of the names': async (bench) => {
    // As UTF-16, which is how JavaScript compares, the emoji would come before the replacement character.
    const names = ['a', 'a\0', 'a\0b', 'aa', 'ab', 'z', 'é', '\ufffd', '🖋'].map(parseDocumentName);
    await putDocuments(bench, [...names].reverse(), 5);
    await bench.restart();
    assert.deepEqual(await bench.listedNames(), names);
  },

  'list returns nothing when the limit is 0, and refuses what is no limit': async (bench) => {
    await bench.append(name, 'a');
    assert.deepEqual(await bench.log.list({ limit: 0 }), []);
    for (const limit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      await rejectsAsBug(bench.log.list({ limit }));
  },

  'list and find return other objects than another call': async (bench) => {
    await bench.append(name, 'a');
    await bench.log.describe(name, { editedMs: 7, summary: summaryOf('as it was') });
    const [listed] = await bench.log.list({ limit: 1 });
    for (const spoilt of [listed, await bench.log.find(name)])
      Object.assign(spoilt?.summary ?? {}, { title: 'spoilt' });
    assert.equal((await bench.log.find(name))?.summary.title, 'as it was');
  },
};

async function putDocuments(bench: Bench, names: readonly DocumentName[], timeMs: number): Promise<void> {
  for (const each of names)
    await bench.log.append(each, [{ timeMs, author: '', update: new Uint8Array([1]) }]);
}

async function allPages(bench: Bench, limit: number): Promise<readonly Listing[]> {
  const listings: Listing[] = [];
  for (;;) {
    const after = listings.at(-1);
    const page = await bench.log.list({ limit, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) return listings;
    listings.push(...page);
  }
}
