/** Calls `run` once, later; the answer takes it back. */
export type Schedule = (run: () => void) => () => void;

const intervalMs = 50;

/** Twenty times a second is as often as a moving cursor needs to be told or drawn. */
export const scheduleSoon: Schedule = (run) => {
  const timer = setTimeout(run, intervalMs);
  return () => clearTimeout(timer);
};

export interface Throttled {
  readonly run: () => void;
  readonly cancel: () => void;
}

/** However often `run` is called, `action` happens once for each time that `schedule` comes round. */
export function throttled(schedule: Schedule, action: () => void): Throttled {
  let cancel: (() => void) | undefined;
  return {
    run: () => {
      cancel ??= schedule(() => {
        cancel = undefined;
        action();
      });
    },
    cancel: () => {
      cancel?.();
      cancel = undefined;
    },
  };
}
