const quietMs = 60_000;
/** Of these there are few, since they are our own words; this is for when they are not. */
const subjectsMax = 1000;

interface Spoken {
  readonly atMs: number;
  /** How often it was not told since. */
  kept: number;
}

/** Tells the same thing once a minute, and then how often it was not told: a log must not grow with what goes wrong. */
export class Quiet {
  readonly #nowMs: () => number;
  readonly #spoken = new Map<string, Spoken>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** @returns how often it was kept back since it was last told; undefined when it is to be kept back now. */
  ask(subject: string): number | undefined {
    const nowMs = this.#nowMs();
    const spoken = this.#spoken.get(subject);
    if (spoken !== undefined && nowMs - spoken.atMs < quietMs) {
      spoken.kept += 1;
      return undefined;
    }
    if (this.#spoken.size >= subjectsMax) this.#spoken.clear();
    this.#spoken.set(subject, { atMs: nowMs, kept: 0 });
    return spoken?.kept ?? 0;
  }
}
