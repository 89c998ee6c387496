import type { TortureReport } from './torture.ts';

/** What a run came to, as a table. */
export function reportLines(report: TortureReport, seed: number): readonly string[] {
  const { rounds, blows, looks, lookedFor, inTheAir, seconds, bytesOnDisk } = report;
  const families = [...report.tally];
  const typed = families.reduce((sum, [, each]) => sum + each.typed, 0);
  const told = families.reduce((sum, [, each]) => sum + each.told, 0);
  const kinds = Object.entries(blows).map(([blow, times]) => `${times} × ${blow}`);
  const rows: readonly (readonly [string, string])[] = [
    ['rounds', `${rounds}: ${kinds.join(', ')}`],
    ['tokens', `${count(typed)} typed, ${count(told)} told saved`],
    ...families.map(([family, each]) => ['', familyLine(family, each)] as const),
    ['looks', `${count(looks)} at the disk, for ${count(lookedFor)} tokens told saved (summed)`],
    ['', `${count(inTheAir)} more had been typed by then and not told saved (summed)`],
    ['disk', `${count(bytesOnDisk)} bytes`],
    ['seconds', seconds.toFixed(1)],
    ['verdict', verdict(report, seed)],
  ];
  return rows.map(([title, text]) => `${title.padEnd(9)} ${text}`);
}

function familyLine(
  family: string,
  { typed, told }: { readonly typed: number; readonly told: number },
): string {
  return `${family.padEnd(15)} ${count(typed).padStart(8)} typed ${count(told).padStart(8)} told saved`;
}

function verdict({ finding }: TortureReport, seed: number): string {
  return finding === undefined
    ? `all that was told saved was on the disk, nothing is doubled (seed ${seed})`
    : `FAILED in round ${finding.round} with seed ${seed}: ${finding.text}`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
