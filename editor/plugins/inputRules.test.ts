// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createReplicas } from '../testing/replicas.fixture.ts';

test.each([
  ['# ', 'p |', 'h1 |'],
  ['###### x', 'p |', 'h6 x|'],
  ['- one', 'p |', 'b one|'],
  ['* one', 'p |', 'b one|'],
  ['1. one', 'p |', 'n one|'],
  ['[] one', 'p |', 't one|'],
  ['[ ] one', 'p |', 't one|'],
  ['> one', 'p |', 'q one|'],
  ['```js let', 'p |', 'code let|'],
  ['# ', 'p |one', 'h1 |one'],
  ['# ', 'b |one', 'b # |one'],
  ['# ', 'code |one', 'code # |one'],
  ['a - b', 'p |', 'p a - b|'],
  ['**bold** and', 'p |', 'p *bold* and|'],
  ['a `code`', 'p |', 'p a `code|`'],
  ['~~gone~~!', 'p |', 'p ~gone~!|'],
  ['2**3**', 'p |', 'p 2**3**|'],
  ['---', 'p |', '--- / p |'],
  ['- x', 'tb p | ; p a', 'tb b x| ; p a'],
  ['# x', 'tb p a ; p |', 'tb p a ; h1 x|'],
  ['``` x', 'b a / .b |', 'b a / .code x|'],
  ['a ---', 'p |', 'p a ---|'],
  ['$x^2$ is', 'p |', 'p $x^2$ is|'],
  ['$5 and $6', 'p |', 'p $5 and $6|'],
  ['$$ ', 'p |', 'math  / p '],
  ['** a**', 'p |', 'p ** a**|'],
])('typing %s into %s makes %s', (text, before, after) => {
  const [replica] = createReplicas(1, before.replace('|', ''));
  replica?.select(before);
  replica?.type(text);
  expect(replica?.shown()).toBe(after);
});

test('an input rule is taken back with Backspace when it comes at once', () => {
  const [replica] = createReplicas(1, 'p ');
  replica?.type('# ');
  expect(replica?.shown()).toBe('h1 |');
  replica?.press('Backspace');
  expect(replica?.shown()).toBe('p # |');
});
