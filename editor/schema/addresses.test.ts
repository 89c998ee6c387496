import { describe, expect, test } from 'vitest';
import { embeddable, frameOrigins } from './embedProvider.ts';
import { safeWebAddress } from './link.ts';
import { embeddedLengthMax, safePictureSource } from './picture.ts';

describe('where an image may be loaded from', () => {
  test.each([
    'https://x.org/a.png',
    'http://x.org/a.png',
    '/uploads/a.png',
    'a/c.png',
    'data:image/png;base64,iVBORw0KGgo=',
    'data:image/webp;base64,AAAA',
  ])('%s', (src) => {
    expect(safePictureSource(src)).toBe(src);
  });

  test.each([
    'javascript:alert(1)',
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/svg+xml,<svg onload=alert(1)>',
    'data:text/html;base64,PHA+',
    'data:image/png,<script>',
    `data:image/png;base64,${'A'.repeat(embeddedLengthMax)}`,
    'blob:https://x.org/1',
    'file:///etc/passwd',
    'mailto:a@b.org',
    'irc://x.org/a',
    ' https://x.org',
    '',
    null,
    5,
  ])('not %j', (src) => {
    expect(safePictureSource(src)).toBeNull();
  });
});

test.each([
  ['https://x.org', 'https://x.org'],
  ['/a?b:c', '/a?b:c'],
  ['tel:1', null],
  ['mailto:a@b', null],
  ['/a😀', '/a😀'],
  ['/a\ud83d', null],
])('the web address %s is %s', (src, safe) => {
  expect(safeWebAddress(src)).toBe(safe);
});

describe('what is shown in a frame', () => {
  test.each([
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=1', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://www.youtube.com/watch?t=1&v=dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://youtu.be/dQw4w9WgXcQ?si=x', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['https://m.youtube.com/shorts/dQw4w9WgXcQ', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'],
    ['http://vimeo.com/76979871', 'https://player.vimeo.com/video/76979871'],
    [
      'https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=1',
      'https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC',
    ],
    ['https://codepen.io/ada/pen/abcDEF', 'https://codepen.io/ada/embed/abcDEF'],
    [`https://www.loom.com/share/${'0a'.repeat(16)}`, `https://www.loom.com/embed/${'0a'.repeat(16)}`],
  ])('%s', (src, frame) => {
    expect(embeddable(src)?.frameSource).toBe(frame);
    expect(embeddable(embeddable(src)?.frameSource)?.frameSource, 'a frame as an address').toBe(frame);
  });

  test.each([
    'https://x.org/watch?v=dQw4w9WgXcQ',
    'https://youtube.com.evil.org/watch?v=dQw4w9WgXcQ',
    'https://evil.org/https://youtube.com/watch?v=dQw4w9WgXcQ',
    'https://youtube.com@evil.org/watch?v=dQw4w9WgXcQ',
    'https://www.youtube.com/watch?v=../../x',
    'https://vimeo.com/channels',
    'javascript:https://vimeo.com/76979871',
    '/watch?v=dQw4w9WgXcQ',
    null,
  ])('not %s', (src) => {
    expect(embeddable(src)).toBeNull();
  });

  test('frames come from few origins', () => {
    expect(frameOrigins).toEqual([
      'https://www.youtube-nocookie.com',
      'https://player.vimeo.com',
      'https://open.spotify.com',
      'https://codepen.io',
      'https://www.loom.com',
    ]);
  });
});
