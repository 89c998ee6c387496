import { expect, test } from 'vitest';
import { refusalInWords } from './refusal.ts';

const facts = { code: 4404, reason: '', unsaved: false, kept: false, hasText: false };

test('a deleted document is called deleted, and its text offered while it is here', () => {
  expect(refusalInWords(facts).title).toBe('This document was deleted');
  expect(refusalInWords(facts).words).not.toContain('copy');
  const rescue = refusalInWords({ ...facts, unsaved: true, hasText: true }).words;
  expect(rescue).toContain('not saved');
  expect(rescue).toContain('copy it now');
  const kept = refusalInWords({ ...facts, unsaved: true, kept: true, hasText: true }).words;
  expect(kept).toContain('not saved; this device keeps it.');
});

test('who has no access is told how to get it, and not what is wrong with a token', () => {
  const { title, words } = refusalInWords({
    ...facts,
    code: 4401,
    reason: 'This token has ended.',
    unsaved: true,
  });
  expect(title).toBe('You have no access to this document');
  expect(words).toContain('sign in again');
  expect(words).toContain('not saved');
  expect(words).not.toContain('token');
});

test('another refusal says what the server said', () => {
  expect(refusalInWords({ ...facts, code: 4400, reason: 'malformed update' }).words).toBe(
    'The server has closed it: malformed update.',
  );
  expect(refusalInWords({ ...facts, code: 4400 }).words).toBe('The server has closed it.');
});
