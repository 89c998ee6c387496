/** Times of edits in words, in the language and the time zone of the reader. */
const dayMs = 86_400_000;

/** Under which heading of the list an edit stands. `nowMs` and `editedMs` are milliseconds since 1970. */
export function periodOf(editedMs: number, nowMs: number): string {
  const days = daysBetween(editedMs, nowMs);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days < 7) return 'This past week';
  if (days < 31) return 'This past month';
  return String(new Date(editedMs).getFullYear());
}

/** How long ago, short enough for the end of a line: `now`, `5 min ago`, `14:05`, `Mon`, `3 Mar`, `3 Mar 2021`. */
export function timeInWords(editedMs: number, nowMs: number, locale?: string): string {
  const minutes = Math.floor((nowMs - editedMs) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return new Intl.DateTimeFormat(locale, formatFor(editedMs, nowMs)).format(editedMs);
}

/** The whole date and time, for who wants to know exactly. */
export function timeInFull(timeMs: number, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' }).format(timeMs);
}

function formatFor(editedMs: number, nowMs: number): Intl.DateTimeFormatOptions {
  const days = daysBetween(editedMs, nowMs);
  if (days <= 1) return { hour: 'numeric', minute: '2-digit' };
  if (days < 7) return { weekday: 'long' };
  const sameYear = new Date(editedMs).getFullYear() === new Date(nowMs).getFullYear();
  return { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) };
}

/** Midnights between the two: 23:59 and 00:01 are one day apart. Rounded, because days may have 23 or 25 hours. */
function daysBetween(earlierMs: number, laterMs: number): number {
  return Math.round((midnightMs(laterMs) - midnightMs(earlierMs)) / dayMs);
}

function midnightMs(timeMs: number): number {
  return new Date(timeMs).setHours(0, 0, 0, 0);
}
