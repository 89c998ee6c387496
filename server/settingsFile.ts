/** What a settings file gives, as text by the name of the flag; or what is wrong with it. */
export type SettingsFile =
  | { readonly kind: 'values'; readonly values: ReadonlyMap<string, string> }
  | { readonly kind: 'mistake'; readonly mistake: string };

/**
 * Reads a JSON object whose members are called like the flags, without dashes before them:
 * `{"port": 8080, "allow-origin": ["https://a.example"], "allow-anyone": true}`.
 */
export function parseSettingsFile(text: string): SettingsFile {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(parseObject(text) ?? { '': undefined })) {
    const written = textOf(value);
    if (name === '') return { kind: 'mistake', mistake: 'is not a JSON object' };
    if (written === undefined)
      return {
        kind: 'mistake',
        mistake: `must have a text, a number, true, false or a list of texts for "${name}"`,
      };
    values.set(name, written);
  }
  return { kind: 'values', values };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? value.join(',') : undefined;
}
