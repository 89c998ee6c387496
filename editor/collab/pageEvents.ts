/** What a page goes through that matters to a connection. */
export interface PageListener {
  /** The computer, the page or the network may have been asleep. */
  readonly onWake: () => void;
  /** The browser says that there is no network. */
  readonly onOffline: () => void;
  /** The page is left. It may be kept for "back", and then wakes. */
  readonly onHide: () => void;
}

/**
 * Listens to the page until the answer is called.
 * @param page the window; undefined where there is none, and then nothing is heard
 */
export function listenToPage(page: EventTarget | undefined, listener: PageListener): () => void {
  const onVisibility = (): void => {
    if (globalThis.document?.visibilityState !== 'hidden') listener.onWake();
  };
  const handlers: readonly (readonly [string, () => void])[] = [
    ['online', listener.onWake],
    ['pageshow', listener.onWake],
    ['resume', listener.onWake],
    ['visibilitychange', onVisibility],
    ['offline', listener.onOffline],
    ['pagehide', listener.onHide],
  ];
  for (const [type, handler] of handlers) page?.addEventListener(type, handler);
  return () => {
    for (const [type, handler] of handlers) page?.removeEventListener(type, handler);
  };
}
