import type { Cluster } from "./cluster.ts";
import type { GoalName } from "./goals.ts";
import type { Generator } from "./load/generator.ts";
import type { Options } from "./options.ts";
import type { World } from "./world.ts";

/** What every work is given: whom it measures on, and where it tells what it found. */
export interface Bench {
  readonly options: Options;
  readonly cluster: Cluster;
  readonly world: World;
  readonly generator: Generator;
  readonly report: Report;
}

export interface Report {
  /** A line for the reader: a figure, or why there is none. */
  readonly say: (line: string) => void;
  /** A goal's figure. */
  found(goal: GoalName, measured: number, detail?: string): void;
  /** A goal that could not be measured, and why. */
  skipped(goal: GoalName, why: string): void;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};
