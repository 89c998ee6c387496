import { expect, test } from 'vitest';
import { findInsertItems, insertItems } from './insertItems.ts';

test.each([
  ['', insertItems.length],
  ['tab', 1],
  ['TODO', 1],
  ['head', 3],
  ['xyz', 0],
])('%j finds %d', (query, count) => {
  expect(findInsertItems(query)).toHaveLength(count);
});

test.each([
  ['h2', 'heading2'],
  ['for', 'math_block'],
  ['video', 'embed'],
  ['t', 'paragraph'],
  ['list', 'bullet'],
])('%s finds %s first', (query, id) => {
  expect(findInsertItems(query)[0]?.id).toBe(id);
});
