/**
 * A document as schema version 1 stored it: every ProseMirror node, mark, kind and attribute that there was. `update` is what Yjs
 * had, in base64, and `json` what was drawn of it, without what was null.
 */
export const firstVersion = {
  update: [
    'AVIBAAcBC3Byb3NlbWlycm9yAwVibG9jawcAAQAGBAABAQlvbmUg8J+YgCCGAQgGc3Ryb25nAnt9hAEJA3R3b4YBDAZzdHJvbmcE',
    'bnVsbIYBDQJlbQJ7fYQBDgV0aHJlZYYBEwJlbQRudWxshgEUCXVuZGVybGluZQJ7fYQBFQRmb3VyhgEZCXVuZGVybGluZQRudWxs',
    'hgEaDXN0cmlrZXRocm91Z2gCe32EARsEZml2ZYYBHw1zdHJpa2V0aHJvdWdoBG51bGyGASAEY29kZQJ7fYQBIQNzaXiGASQEY29k',
    'ZQRudWxshgElBGxpbmsdeyJocmVmIjoiaHR0cHM6Ly94Lm9yZy8/YT0xIn2EASYFc2V2ZW6GASsEbGluawRudWxshwEBAwpoYXJk',
    'X2JyZWFrhwEtBgQAAS4FZWlnaHQoAAEABGtpbmQBdwlwYXJhZ3JhcGiHAQADBWJsb2NrBwABNQYEAAE2BG5pbmUoAAE1BGtpbmQB',
    'dwdoZWFkaW5nKAABNQVsZXZlbAF9AYcBNQMFYmxvY2sHAAE9BgQAAT4DdGVuKAABPQRraW5kAXcHaGVhZGluZygAAT0FbGV2ZWwB',
    'fQaHAT0DBWJsb2NrBwABRAYEAAFFAWEoAAFEBGtpbmQBdwZidWxsZXSHAUQDBWJsb2NrBwABSAYEAAFJAWIoAAFIBGtpbmQBdwhu',
    'dW1iZXJlZCgAAUgGaW5kZW50AX0BhwFIAwVibG9jawcAAU0GBAABTgFjKAABTQRraW5kAXcEdGFzaygAAU0GaW5kZW50AX0CKAAB',
    'TQdjaGVja2VkAXiHAU0DBWJsb2NrBwABUwYEAAFUAWQoAAFTBGtpbmQBdwR0YXNrKAABUwZpbmRlbnQBfQGHAVMDBWJsb2NrBwAB',
    'WAYEAAFZAWUoAAFYBGtpbmQBdwVxdW90ZYcBWAMFYmxvY2sHAAFcBgQAAV0BZigAAVwEa2luZAF3BXF1b3RlKAABXAZpbmRlbnQB',
    'fQGHAVwDBWJsb2NrBwABYQYEAAFiAWcoAAFhBGtpbmQBdwdjYWxsb3V0hwFhAwVibG9jawcAAWUGBAABZgFoKAABZQRraW5kAXcG',
    'dG9nZ2xlhwFlAwpjb2RlX2Jsb2NrBwABaQYEAAFqDWxldCB4ID0gMQogIHmHAWkDB2RpdmlkZXKHAXgDBWJsb2NrKAABeQRraW5k',
    'AXcJcGFyYWdyYXBoBwABeQYoAAEABnF1b3RlZAF9AigAAQAFYWxpZ24BdwZjZW50ZXIoAAFlBmZvbGRlZAF4AA==',
  ].join(''),
  json: {
    type: 'doc',
    content: [
      {
        type: 'block',
        attrs: { kind: 'paragraph', quoted: 2, align: 'center' },
        content: [
          { type: 'text', text: 'one 😀 ' },
          { type: 'text', marks: [{ type: 'strong' }], text: 'two' },
          { type: 'text', marks: [{ type: 'em' }], text: 'three' },
          { type: 'text', marks: [{ type: 'underline' }], text: 'four' },
          { type: 'text', marks: [{ type: 'strikethrough' }], text: 'five' },
          { type: 'text', marks: [{ type: 'code' }], text: 'six' },
          { type: 'text', marks: [{ type: 'link', attrs: { href: 'https://x.org/?a=1' } }], text: 'seven' },
          { type: 'hard_break' },
          { type: 'text', text: 'eight' },
        ],
      },
      { type: 'block', attrs: { kind: 'heading', level: 1 }, content: [{ type: 'text', text: 'nine' }] },
      { type: 'block', attrs: { kind: 'heading', level: 6 }, content: [{ type: 'text', text: 'ten' }] },
      { type: 'block', attrs: { kind: 'bullet' }, content: [{ type: 'text', text: 'a' }] },
      { type: 'block', attrs: { kind: 'numbered', indent: 1 }, content: [{ type: 'text', text: 'b' }] },
      {
        type: 'block',
        attrs: { kind: 'task', indent: 2, checked: true },
        content: [{ type: 'text', text: 'c' }],
      },
      { type: 'block', attrs: { kind: 'task', indent: 1 }, content: [{ type: 'text', text: 'd' }] },
      { type: 'block', attrs: { kind: 'quote' }, content: [{ type: 'text', text: 'e' }] },
      { type: 'block', attrs: { kind: 'quote', indent: 1 }, content: [{ type: 'text', text: 'f' }] },
      { type: 'block', attrs: { kind: 'callout' }, content: [{ type: 'text', text: 'g' }] },
      { type: 'block', attrs: { kind: 'toggle', folded: true }, content: [{ type: 'text', text: 'h' }] },
      { type: 'code_block', attrs: {}, content: [{ type: 'text', text: 'let x = 1\n  y' }] },
      { type: 'divider', attrs: {} },
      { type: 'block', attrs: { kind: 'paragraph' } },
    ],
  },
} as const;
