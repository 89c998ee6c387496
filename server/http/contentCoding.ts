/** Codings that files are made in beforehand, the smallest first, and the ending of such a file. */
export const codings = { br: '.br', gzip: '.gz' } as const;

export type Coding = keyof typeof codings;

/**
 * @param accepted the header `Accept-Encoding` (RFC 9110, section 12.5.3); a coding with `q=0` is refused, other weights only say
 * what somebody would rather have, and the smallest is best for everybody
 * @returns the best of those that there are; undefined for the file as it is
 */
export function chooseCoding(
  accepted: string | undefined,
  available: ReadonlySet<Coding>,
): Coding | undefined {
  const wanted = new Map((accepted ?? '').toLowerCase().split(',').map(parseWish));
  const isWanted = (coding: Coding): boolean => wanted.get(coding) ?? wanted.get('*') ?? false;
  return (Object.keys(codings) as Coding[]).find((coding) => available.has(coding) && isWanted(coding));
}

function parseWish(text: string): readonly [string, boolean] {
  const [coding = '', ...parameters] = text.split(';').map((part) => part.trim());
  return [coding, !parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter))];
}
