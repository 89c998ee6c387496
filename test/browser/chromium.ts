import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { isExecutable } from '../executable.ts';
import type { Outcome } from '../gate/step.ts';

/** Where a system keeps Chromium or a browser built from it. `CHROMIUM_PATH` overrides them all. */
const knownPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const;

/** The fonts are for the screenshot, and so that text has the same width on every machine that tests it. */
const debianPackages = ['chromium', 'fonts-dejavu-core'] as const;

/** Talks to nobody but the server under test, and needs neither a GPU nor a user other than root. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
] as const;

/** @returns `undefined` where there is none. */
export function findChromium(): string | undefined {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== '') return isExecutable(chosen) ? chosen : undefined;
  return knownPaths.find(isExecutable);
}

/** @throws with what to install where there is no Chromium. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: requireChromium(), headless: true, args: [...flags] });
}

/** A command line for a browser that keeps its profile in a directory, and says on stderr where it is controlled. */
export function profileCommand(directory: string): readonly [file: string, ...args: string[]] {
  const own = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${directory}`];
  return [requireChromium(), ...flags, ...own, 'about:blank'];
}

function requireChromium(): string {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(whatToInstall());
  return executablePath;
}

/**
 * Finds Chromium, or installs it where that needs nobody's leave (root on Debian, without a `CHROMIUM_PATH` to obey).
 * Counts nothing when it is there, because the browser tests count; otherwise one failure with what to install.
 */
export async function ensureChromium(): Promise<Outcome> {
  if (findChromium() === undefined && mayInstall()) install();
  const found = findChromium();
  if (found === undefined) return { passed: 0, failed: 1, complaints: [whatToInstall()] };
  console.log(found);
  return { passed: 0, failed: 0, complaints: [] };
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get') && !process.env.CHROMIUM_PATH;
}

function install(): void {
  aptGet(['update', '-q']);
  aptGet(['install', '-yq', '--no-install-recommends', ...debianPackages]);
}

/** A failure shows in what is found afterwards; apt-get itself prints why. */
function aptGet(args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', args, { stdio: ['ignore', 'inherit', 'inherit'], env, timeout: 300_000 });
}

function whatToInstall(): string {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) return `CHROMIUM_PATH is ${chosen}, which can't be executed: correct it or leave it out.`;
  return `The browser tests need Chromium: as root, apt-get install ${debianPackages.join(' ')}, or set CHROMIUM_PATH.`;
}
