import type { ContenderKey } from './contenders/contender.ts';
import type { Load } from './load/order.ts';

/** A figure of the results. */
export interface Column {
  /** By which the load generator returns it. */
  readonly key: string;
  /** With its unit. */
  readonly title: string;
}

/** What Scriptorium's figure is to be, at most: so many times another server's in the same round, or so much by itself. */
export interface Target {
  readonly column: string;
  readonly atMost: number;
  readonly of?: ContenderKey;
}

export interface Scenario {
  /** One word, for the command line. */
  readonly name: string;
  readonly title: string;
  readonly load: Load;
  /** A smaller one, to see that it works. */
  readonly quickLoad?: Load;
  /** Who takes part, in the order of the report. */
  readonly contenders: readonly ContenderKey[];
  /** The first is what ratios are made of. */
  readonly columns: readonly [Column, ...Column[]];
  readonly targets: readonly Target[];
  readonly rounds: number;
  /** Measured in each round, for a load that goes on for as long as one likes. */
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** How long a server is given at least for what it puts off. */
  readonly afterworkMs: number;
  /** What the server's probe is for, where it needs one. */
  readonly probe?: 'memory';
  /** Whether it is told of what Scriptorium's CPU is made. */
  readonly hasShares?: boolean;
  /** What was decided about the measurement, for whoever reads the figures. */
  readonly remark: string;
}
