import { expect, it } from 'vitest';
import { Crowd, type Visitor } from './crowd.ts';

const open = () =>
  new Crowd({ connections: 6, addressConnections: 2, userConnections: 2, waitingConnections: 4 });

function enter(crowd: Crowd, address: string): Visitor {
  const visitor = crowd.enter(address);
  if (typeof visitor === 'string') throw new Error(`beyond ${visitor}`);
  return visitor;
}

it('an address has no more than its share, which others do not feel, and gets it back', () => {
  const crowd = open();
  const first = enter(crowd, '192.0.2.1');
  enter(crowd, '192.0.2.1');
  expect(crowd.enter('192.0.2.1')).toBe('addressConnections');
  enter(crowd, '192.0.2.2');
  crowd.leave(first);
  crowd.leave(first);
  enter(crowd, '192.0.2.1');
  expect([crowd.size, crowd.fullest]).toEqual([3, 2]);
});

it('this machine has no share, since a proxy on it has everybody’s', () => {
  const crowd = open();
  for (const address of ['127.0.0.1', '::1', '127.0.0.1', '127.0.0.1'])
    crowd.letIn(enter(crowd, address), '');
  expect(crowd.fullest).toBe(0);
});

it('only so many wait to be let in, and only so many are there in all', () => {
  const crowd = open();
  const waiting = ['a', 'b', 'c', 'd'].map((address) => enter(crowd, address));
  expect(crowd.enter('e')).toBe('waitingConnections');
  for (const visitor of waiting) {
    crowd.letIn(visitor, '');
    crowd.letIn(visitor, '');
  }
  expect(crowd.waiting).toBe(0);
  crowd.letIn(enter(crowd, 'e'), '');
  crowd.letIn(enter(crowd, 'f'), '');
  expect(crowd.enter('g')).toBe('connections');
});

it('a user has no more than their share, however many documents each connection has, and gets it back', () => {
  const crowd = open();
  const [first, second, third] = ['a', 'b', 'c'].map((address) => enter(crowd, address));
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are three.');
  for (const visitor of [first, first, second]) expect(crowd.letIn(visitor, 'ada')).toBeUndefined();
  expect([crowd.letIn(third, 'ada'), third.isLetIn, crowd.mostOfOneUser]).toEqual([
    'userConnections',
    false,
    2,
  ]);
  expect(crowd.letIn(third, 'ben')).toBeUndefined();
  crowd.leave(first);
  expect([crowd.letIn(third, 'ada'), crowd.mostOfOneUser]).toEqual([undefined, 2]);
});
