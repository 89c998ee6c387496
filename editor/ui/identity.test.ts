import { describe, expect, test } from 'vitest';
import { colourFor, palette } from '../collab/palette.ts';
import { initialsOf, nameLengthMax, parseName, parsePerson, participantsOf } from '../collab/person.ts';
import { recallPerson, rememberPerson } from './identity.ts';

function contrastWithWhite(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

describe('palette', () => {
  test.each(palette)('$name can be read under white text', ({ hex }) => {
    expect(contrastWithWhite(hex)).toBeGreaterThanOrEqual(4.8);
  });
});

describe('person', () => {
  test('E17: has one of our colours when another one arrives', () => {
    const person = parsePerson({ name: 'Eve', color: 'red;background:url(//evil)' }, 7);
    expect(person).toEqual({ name: 'Eve', color: colourFor(7) });
  });

  test('S22: has a bounded name in one line when it arrives long and broken', () => {
    expect(parseName(` a\n\tb ${'🙂'.repeat(500)}`)).toBe(`a b ${'🙂'.repeat(nameLengthMax - 4)}`);
    expect(parsePerson({ name: 5, color: null }, 0).name).toBe('Somebody');
    expect(parsePerson('nonsense', -3).color).toBe(colourFor(3));
  });

  test('comes first when it is yourself, and not at all when it says nothing of itself', () => {
    const states = new Map<number, Record<string, unknown>>([
      [1, { user: { name: 'Ada' } }],
      [2, { cursor: null }],
      [3, { user: { name: 'Zoe' } }],
    ]);
    const here = participantsOf({ clientID: 3, getStates: () => states });
    expect(here.map(({ name, self }) => [name, self])).toEqual([
      ['Zoe', true],
      ['Ada', false],
    ]);
  });

  test.each([
    ['Ada Lovelace', 'AL'],
    ['ada', 'A'],
    ['Jean Luc van Berg', 'JB'],
    ['👩‍👧 x', '👩‍👧X'],
  ])('%s has the initials %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('identity', () => {
  const memory = (value: string | null) => {
    const stored = { value };
    return {
      stored,
      getItem: () => stored.value,
      setItem: (_: string, text: string) => (stored.value = text),
    };
  };

  test('is a guest on the first visit, and the same one on the next', () => {
    const store = memory(null);
    const first = recallPerson(store);
    expect(first.name).toMatch(/^Guest \w+$/u);
    expect(recallPerson(store)).toEqual(first);
  });

  test('is what was chosen when it was changed', () => {
    const store = memory(null);
    rememberPerson(store, { name: 'Ada', color: '#446ccf' });
    expect(recallPerson(store)).toEqual({ name: 'Ada', color: '#446ccf' });
  });

  test.each(['', '{', '[]', 'null', '{"name":"  "}'])('is a new guest when the memory holds %j', (value) => {
    expect(recallPerson(memory(value)).name).toMatch(/^Guest/u);
  });

  test('is still somebody when the browser forbids storage', () => {
    const fail = () => {
      throw new Error('denied');
    };
    expect(recallPerson({ getItem: fail, setItem: fail }).name).toMatch(/^Guest/u);
  });
});
