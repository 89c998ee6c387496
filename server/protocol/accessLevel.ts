/** What somebody may do in a document, each level with all below it; in the order of their numbers on the wire. */
export const accessLevels = ['read', 'comment', 'suggest', 'write'] as const;

export type AccessLevel = (typeof accessLevels)[number];
