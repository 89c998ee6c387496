/** Long enough for a busy machine; only what fails ever takes it. */
const limitMsDefault = 8000;
/** Between two looks the process under test, which may be this one, gets to work. */
const lookIntervalMs = 4;

/** @throws saying what it waited for, when that does not come in time. */
export async function within<T>(what: string, promise: Promise<T>, limitMs = limitMsDefault): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limitMs} ms in vain for ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * For facts that nobody announces: looks again and again until there is an answer.
 * @param look gives `undefined` or `false` as long as it is not so
 * @throws saying what it waited for, and why `look` last threw if it did.
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = limitMsDefault,
): Promise<T> {
  const endMs = performance.now() + limitMs;
  let cause: unknown;
  while (performance.now() < endMs) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await new Promise((resolve) => setTimeout(resolve, lookIntervalMs));
  }
  throw new Error(`waited ${limitMs} ms in vain for ${what}`, { cause });
}
