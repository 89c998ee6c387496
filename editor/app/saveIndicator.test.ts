// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { SaveIndicator } from './saveIndicator.ts';

let visible: HTMLElement;
let spoken: HTMLElement;
let indicator: SaveIndicator;
let due: (() => void) | undefined;

beforeEach(() => {
  visible = document.createElement('p');
  spoken = document.createElement('p');
  due = undefined;
  const after = (_delayMs: number, task: () => void) => {
    due = task;
    return () => {
      due = undefined;
    };
  };
  indicator = new SaveIndicator({ clock: { nowMs: () => 0, after }, visible, spoken });
});

/** Tells the indicator, and says what stands there: at once, or when `later` after a moment. */
function words(status: Partial<ProviderStatus>, later?: 'later'): string {
  const usual: ProviderStatus = {
    connection: { state: 'connected' },
    synced: true,
    sent: true,
    saved: true,
    unsavedUpdates: 0,
    access: 'write',
    savingBehind: false,
    device: { state: 'off' },
  };
  indicator.show({ ...usual, ...status });
  if (later) due?.();
  return visible.textContent ?? '';
}

const away: Partial<ProviderStatus> = { connection: { state: 'waiting', retryAtMs: 0 } };

describe('save indicator', () => {
  test('takes "Saved" back at once, and says it again only when that lasts', () => {
    expect(words({})).toBe('Saved');
    expect(words({ saved: false })).toBe('Sent, saving…');
    expect(words({})).toBe('Sent, saving…');
    expect(words({ saved: false })).toBe('Sent, saving…');
    expect(due).toBeUndefined();
    expect(words({}, 'later')).toBe('Saved');
  });

  test('goes from opening to saved without a word in between', () => {
    expect(words({ synced: false })).toBe('Opening…');
    expect(words({ saved: false })).toBe('Opening…');
    expect(words({})).toBe('Saved');
  });

  test('goes from opening to saved when the text is here from this device before the server answers', () => {
    const connecting = { connection: { state: 'connecting' }, device: { state: 'kept' } } as const;
    expect(words({ ...connecting, synced: false })).toBe('Opening…');
    expect(words(connecting)).toBe('Opening…');
    expect(words({ device: { state: 'kept' } })).toBe('Saved');
    expect(spoken.textContent).toBe('');
  });

  test('says that it is saving when that takes long after opening', () => {
    words({ synced: false });
    expect(words({ saved: false }, 'later')).toBe('Sent, saving…');
  });

  test('stays with its words while one attempt after another fails', () => {
    const unsynced = { ...away, synced: false };
    const trouble = words(unsynced);
    expect(words({ synced: false, connection: { state: 'connecting' } })).toBe(trouble);
    expect(spoken.textContent).toBe(trouble);
  });

  test('takes "kept" back at once, says it again only when that lasts, and speaks of it once', () => {
    const offline = { ...away, saved: false } as const;
    words({ ...offline, device: { state: 'kept' } });
    const told = spoken.textContent;
    expect(told).toBe('Offline — kept on this device');
    expect(words({ ...offline, device: { state: 'keeping' } })).toBe('Offline — keeping on this device…');
    expect(words({ ...offline, device: { state: 'kept' } })).toBe('Offline — keeping on this device…');
    expect(words({ ...offline, device: { state: 'kept' } }, 'later')).toBe('Offline — kept on this device');
    expect(spoken.textContent).toBe(told);
    words({});
    expect(spoken.textContent).toBe('Connected again');
  });

  test('speaks of trouble and of its end, not of every save', () => {
    words({});
    words({ saved: false });
    expect(spoken.textContent).toBe('');
    words(away);
    expect(spoken.textContent).toBe(visible.textContent);
    words({});
    expect(spoken.textContent).toBe('Connected again');
  });
});
