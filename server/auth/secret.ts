import { createHash, timingSafeEqual } from 'node:crypto';

/** Something that only two may know. It can be compared, and is not shown by whatever prints it. */
export class Secret {
  readonly #digest: Buffer;

  constructor(text: string) {
    this.#digest = digest(text);
  }

  /** Takes as long whatever is given. */
  equals(given: string): boolean {
    return timingSafeEqual(digest(given), this.#digest);
  }
}

/** A key for what belongs to these texts, which does not give them away. */
export function fingerprint(...texts: readonly string[]): string {
  return digest(JSON.stringify(texts)).toString('base64url');
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
