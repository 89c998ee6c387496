import { echoFamily } from './echoProgram.ts';
import { hocuspocusFamily } from './hocuspocusProgram.ts';
import { plainFamily } from './plainProgram.ts';
import type { Family } from './program.ts';
import { scriptoriumFamily } from './scriptoriumProgram.ts';
import { sweetFamily } from './sweetProgram.ts';

/** All families that take part. */
export const families: readonly Family[] = [
  plainFamily,
  echoFamily,
  scriptoriumFamily,
  sweetFamily,
  hocuspocusFamily,
];

/** @throws when nobody has that name. */
export function familyNamed(name: string): Family {
  const family = families.find((each) => each.name === name);
  if (family === undefined) throw new Error(`There is no family of clients called ${name}.`);
  return family;
}
