// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { createReplicas, createTwo, exchange, type Replica } from '../testing/replicas.fixture.ts';

function typing(text: string, before = 'p |'): Replica {
  const [replica] = createReplicas(1, before.replace('|', ''));
  if (!replica) throw new Error('A replica was asked for');
  if (before !== '') replica.select(before);
  replica.type(text);
  return replica;
}

test.each([
  ['/', 'p |', '/', ''],
  ['/tab', 'p |', '/', 'tab'],
  ['/tab', '', '/', 'tab'],
  ['a /heading 2', 'p |', '/', 'heading 2'],
  ['@Béla', 'b |', '@', 'Béla'],
])('typing %j into %j asks for %s%s', (text, ...[before, sign, query]) => {
  expect(typing(text, before).editor.peek().typed).toMatchObject({ sign, query });
});

test.each([
  ['and/or', 'p |'],
  ['a@b.org', 'p |'],
  ['/ ', 'p |'],
  ['/a, b', 'p |'],
  ['/tab', 'code |'],
  [`/${'a'.repeat(40)}`, 'p |'],
])('typing %j into %j asks for nothing', (text, before) => {
  expect(typing(text, before).editor.peek().typed).toBeUndefined();
});

test('what is asked for takes the place of what was typed', () => {
  const replica = typing('one /tab');
  replica.editor.commands.takeTypedSign();
  expect(replica.shown()).toBe('p one |');
  expect(replica.editor.peek().typed).toBeUndefined();
});

test('it is left as text when that is wanted, and when the caret goes elsewhere', () => {
  const replica = typing('/tab');
  replica.editor.commands.closeTypedSign();
  expect(replica.editor.peek().typed).toBeUndefined();
  expect(replica.shown()).toBe('p /tab|');
  replica.type(' /x');
  replica.select('p |/tab /x');
  expect(replica.editor.peek().typed).toBeUndefined();
});

test('it stays open while others write', () => {
  const [a, b] = createTwo('p x / p ');
  a.select('p x / p |');
  a.type('/ta');
  b.select('p |x / p ');
  b.type('yy');
  exchange([a, b]);
  a.type('b');
  expect(a.editor.peek().typed).toMatchObject({ query: 'tab' });
});
