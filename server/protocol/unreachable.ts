/** Ends a `switch` over a union: the compiler proves that no member is left. */
export function unreachable(value: never): never {
  throw new Error(`A case was not expected: ${JSON.stringify(value)}`);
}
