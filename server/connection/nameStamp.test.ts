import { describe, expect, it } from 'vitest';
import { decodeAwareness, decodeText, encodeAwareness } from '../protocol/index.ts';
import { stampName } from './nameStamp.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const said = (...states: string[]) =>
  encodeAwareness(states.map((state, index) => ({ clientId: index + 1, clock: 5, state: bytes(state) })));

/** The states as they leave, and the ids and clocks with them. */
function stamped(...states: string[]) {
  const update = stampName(said(...states), 'Ada');
  return update && decodeAwareness(update).map(({ state }) => decodeText(state));
}

describe('stampName', () => {
  it.each([
    [
      '{"user":{"name":"Eve","color":"#f00"},"cursor":1}',
      '{"user":{"name":"Ada","color":"#f00"},"cursor":1}',
    ],
    ['{"cursor":1}', '{"cursor":1,"user":{"name":"Ada"}}'],
    ['{"name":"Eve"}', '{"name":"Ada","user":{"name":"Ada"}}'],
    ['{"user":"Eve"}', '{"user":{"name":"Ada"}}'],
    ['{"__proto__":{"name":"Eve"}}', '{"__proto__":{"name":"Eve"},"user":{"name":"Ada"}}'],
    ['null', 'null'],
    ['[1]', '[1]'],
    ['no JSON', 'no JSON'],
  ])('makes %s to %s', (state, expected) => {
    expect(stamped(state)).toEqual([expected]);
  });

  it('changes nothing of what it has stamped before, so that a client that sends it back says nothing new', () => {
    const once = stampName(said('{"a":{"b":[1.50,"é"]},"user":{"color":"#f00"}}'), 'Ada') ?? bytes('');
    expect(stampName(once, 'Ada')).toEqual(once);
  });

  it('leaves alone what the room refuses anyway: what is too large or too deep', () => {
    const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(stamped(deep, `{"a":"${'x'.repeat(70_000)}"}`)).toEqual([deep, `{"a":"${'x'.repeat(70_000)}"}`]);
  });

  it('says nothing for a crowd', () => {
    expect(stamped(...Array.from({ length: 65 }, () => '{}'))).toBeUndefined();
  });
});
