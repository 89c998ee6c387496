import { expect, it } from 'vitest';
import { demand, Finding } from './finding.ts';

it('demand is content when all that is demanded stands there once, whatever else does', () => {
  expect(() => demand('here', ['a1', 'b1'], ['b1', 'c1', 'a1'])).not.toThrow();
});

it('demand names what is missing', () => {
  expect(() => demand('here', ['a1', 'a2', 'b1'], ['a2'])).toThrow(new Finding('here: a1, b1 missing'));
});

it('demand names what stands there twice, demanded or not', () => {
  expect(() => demand('here', ['a1'], ['a1', 'b1', 'a1', 'b1', 'c1'])).toThrow(
    new Finding('here: a1, b1 doubled'),
  );
});
