/** A number with its noun, as in "1 document" and "3 documents". */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
