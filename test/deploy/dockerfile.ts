import { readShipped } from './shippedFile.ts';

/** A line of a Dockerfile, with those that continue it. */
export interface Instruction {
  /** Such as `COPY`. */
  readonly name: string;
  readonly text: string;
}

/** What follows a `FROM`, which is its first instruction. */
export type BuildStage = readonly Instruction[];

/** Reads as much of the language as the shipped file uses: no heredocs, no arguments. */
export function readDockerfile(): readonly BuildStage[] {
  const lines = readShipped('Dockerfile')
    .replace(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  const stages: Instruction[][] = [];
  for (const line of lines.filter((each) => each.trim() !== '')) {
    const [, name = '', text = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages.at(-1)?.push({ name, text });
  }
  return stages;
}

/** The texts of all instructions of this name. */
export function textsOf(stage: BuildStage, name: string): readonly string[] {
  return stage.filter((each) => each.name === name).map(({ text }) => text);
}

/** The variables that the image sets. */
export function environmentOf(stage: BuildStage): Readonly<Record<string, string>> {
  const pairs = textsOf(stage, 'ENV').flatMap((text) => text.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split('=', 2) as [string, string]));
}

/** The words of a command in its JSON form, which no shell has to read. */
export function commandOf(text: string): readonly string[] {
  return JSON.parse(text.slice(text.indexOf('['))) as readonly string[];
}

/** Whether the build may see this path of the repository. */
export function readDockerIgnore(): (path: string) => boolean {
  const lines = readShipped('Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const taken = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  const left = lines.filter((line) => line.startsWith('**/')).map((line) => line.slice(3));
  return (path) => {
    const [top = '', ...rest] = path.split('/');
    const isLeft = [top, ...rest].some((part) => left.some((pattern) => matches(part, pattern)));
    return taken.includes(top) && !isLeft;
  };
}

function matches(name: string, pattern: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern;
}
