import { expect, test } from 'vitest';
import { looksLikeMarkdown } from './markdownSigns.ts';

test.each([
  '# One\n\ntwo',
  'before\n\n# One',
  '# One',
  'a\n## Two\nb',
  '- one\n- two',
  '1. one\n2. two',
  '- [ ] to do',
  '> said',
  '```js\nlet a\n```',
  '| a | b |\n| --- | --- |\n| c | d |',
  'see [this](https://x.org/a)',
  'it is **so**',
])('%j is pasted as Markdown', (text) => {
  expect(looksLikeMarkdown(text)).toBe(true);
});

test.each([
  '',
  'one',
  '- one',
  '1. only',
  '# a comment\napt-get install a',
  '#!/bin/sh\n# a comment\nls\n',
  'a * b * c, 2 ** 3 ** 4, f(**args, **more)',
  'a_b_c and [1] and (x)',
  'a -> b\n#hash\n---\nend',
  'list[0](1)',
  'one | two\nthree | four',
])('%j is pasted as text', (text) => {
  expect(looksLikeMarkdown(text)).toBe(false);
});

test.each(['[', '**a', '#\n', '``` x y\n', '- ', '|-', ' ', '\n', '-'])(
  'a long text of %j is looked at in no time',
  (piece) => {
    const startMs = performance.now();
    expect(looksLikeMarkdown(piece.repeat(200_000 / piece.length))).toBe(false);
    expect(performance.now() - startMs).toBeLessThan(1000);
  },
);
