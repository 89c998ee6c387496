/** Who this browser's user says they are: made up on the first visit, remembered, changeable. */
import { palette } from '../collab/palette.ts';
import { type Person, parseName, parsePerson } from '../collab/person.ts';

/** The part of `localStorage` that is used. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>;

/** The browser's own. It is touched only when used, because a browser that forbids storage throws already then. */
export const browserMemory: Memory = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

const storageKey = 'scriptorium.person';

const guests = [
  'Heron Otter Wren Badger Finch Marten Plover Hare Lynx Swift Curlew Kestrel Linnet Robin Stoat Tern',
  'Avocet Beaver Dipper Egret Fox Grebe Ibex Jackdaw Lark Magpie Nuthatch Owl Pika Quail Raven Siskin',
]
  .join(' ')
  .split(' ');

/** The remembered person, or a new guest, who is remembered from now on. */
export function recallPerson(memory: Memory, random: () => number = Math.random): Person {
  const remembered = read(memory);
  if (remembered !== undefined) return remembered;
  const guest = makeGuest(random);
  rememberPerson(memory, guest);
  return guest;
}

/** Remembers the person where the browser allows it; where it does not, they are themselves for this visit. */
export function rememberPerson(memory: Memory, person: Person): void {
  try {
    memory.setItem(storageKey, JSON.stringify(person));
  } catch {
    // Storage may be full or forbidden (private windows); a name is not worth a message.
  }
}

function read(memory: Memory): Person | undefined {
  try {
    const value: unknown = JSON.parse(memory.getItem(storageKey) ?? 'null');
    if (typeof value !== 'object' || value === null || !('name' in value)) return undefined;
    return parseName(value.name) === undefined ? undefined : parsePerson(value, 0);
  } catch {
    return undefined;
  }
}

function makeGuest(random: () => number): Person {
  const bird = guests[Math.floor(random() * guests.length)] ?? 'Heron';
  const color = palette[Math.floor(random() * palette.length)]?.hex ?? palette[0].hex;
  return { name: `Guest ${bird}`, color };
}
