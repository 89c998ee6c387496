import { parseDocumentName } from '@scriptorium/persistence';
import { describe, expect, it } from 'vitest';
import { type SweetGrant, SweetTokens } from './sweetToken.ts';

const name = parseDocumentName('notes');
const grant: SweetGrant = { name, user: 'ada', authorization: 'read-only', untilMs: 1000 };

function issued(nowMs = () => 0) {
  const tokens = new SweetTokens(nowMs);
  return { tokens, token: tokens.issue(grant) };
}

describe('SweetTokens', () => {
  it('reads back what it issued', () => {
    const { tokens, token } = issued();
    expect(tokens.read(token, name)).toEqual(grant);
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/);
  });

  it('reads no token for another document', () => {
    const { tokens, token } = issued();
    expect(tokens.read(token, parseDocumentName('other'))).toBeUndefined();
  });

  it('reads no token after its time', () => {
    let nowMs = 999;
    const { tokens, token } = issued(() => nowMs);
    expect(tokens.read(token, name)).toEqual(grant);
    nowMs = 1000;
    expect(tokens.read(token, name)).toBeUndefined();
  });

  it('reads no token of an earlier start, whose key is gone', () => {
    expect(issued().tokens.read(issued().token, name)).toBeUndefined();
  });

  it('reads no token of which any character was changed', () => {
    const { tokens, token } = issued();
    const changed = [...token].map((character, at) => {
      const other = character === 'A' ? 'B' : 'A';
      return `${token.slice(0, at)}${other}${token.slice(at + 1)}`;
    });
    // The last character of base64url has bits that stand for nothing.
    expect(changed.slice(0, -1).map((text) => tokens.read(text, name))).toEqual(
      changed.slice(0, -1).map(() => undefined),
    );
  });

  it('reads no token whose grant was replaced by another', () => {
    const { tokens, token } = issued();
    const [, signature] = token.split('.');
    const forged = Buffer.from(JSON.stringify({ ...grant, authorization: 'full' })).toString('base64url');
    expect(tokens.read(`${forged}.${signature}`, name)).toBeUndefined();
  });

  it.each(['', '.', 'x', 'x.y', 'x.y.z', '.'.repeat(1000), '\0', '💥.💥'])('reads no token in %j', (text) => {
    expect(issued().tokens.read(text, name)).toBeUndefined();
  });
});
