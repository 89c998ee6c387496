import { readFileSync } from 'node:fs';
import { SettingsError } from './setting.ts';

/**
 * A secret that a file holds, without the line break that editors and `echo` put behind it.
 *
 * @param source the setting that names the file
 * @throws {SettingsError} when it can't be read or is empty
 */
export function readSecret(file: string, source: string): string {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new SettingsError(`The file ${file} of ${source} can not be read (${code}).`);
  }
  const secret = content.trim();
  if (secret === '') throw new SettingsError(`The file ${file} of ${source} is empty.`);
  return secret;
}
