/** What is to be reached, in one table: each line is measured by the work it names. */
export interface Goal {
  readonly name: string;
  readonly what: string;
  readonly bound: "at least" | "at most";
  readonly value: number;
  readonly unit: "" | "ms" | "s" | "MB" | "%";
}

const goal = <const Name extends string>(
  name: Name,
  bound: Goal["bound"],
  value: number,
  what: string,
  unit: Goal["unit"] = "",
): Goal & { readonly name: Name } => ({ name, bound, value, what, unit });

export const GOALS = [
  goal("R1/limit", "at least", 0.85, "throughput to the bare handler with the same RLS frame"),
  goal("R1/limit-no-rls", "at least", 0.75, "throughput to the bare handler without RLS"),
  goal("R1/peer", "at least", 1.6, "throughput to PostGraphile with role and settings per request"),
  goal("R1/round-trips", "at most", 1, "round trips to the database per request"),
  goal("R2/limit", "at least", 0.75, "throughput to the bare handler with the same RLS frame"),
  goal("R2/peer", "at least", 1.6, "throughput to PostGraphile with role and settings per request"),
  goal("R2/round-trips", "at most", 1, "round trips to the database per request"),
  goal("R3/spread", "at most", 3, "p50 of the largest partner to that of the median one"),
  goal("R3/statements", "at most", 2, "statements per request"),
  goal("W1/pgbench", "at least", 0.5, "throughput to pgbench running the same statements"),
  goal("W1/limit", "at least", 0.75, "throughput to the bare handler running the same statements"),
  goal("W1/round-trips", "at most", 2, "round trips to the database per request"),
  goal("W2/pgbench", "at least", 0.5, "throughput to pgbench running the same statements"),
  goal("W2/round-trips", "at most", 4, "round trips to the database per request"),
  goal(
    "X1/copy",
    "at least",
    0.5,
    "speed to psql \\copy of the same rows, which guards no formulas",
  ),
  goal("X1/guarded-copy", "at least", 0.8, "speed to psql \\copy that guards formulas as well"),
  goal("X1/memory", "at most", 64, "peak memory above idle", "MB"),
  goal(
    "X1/memory-growth",
    "at most",
    1.1,
    "peak memory at the largest size to that at 100,000 leads",
  ),
  goal("p99/half", "at most", 1.3, "p99/p50 at half of peak to the bare handler's"),
  goal("p99/nine-tenths", "at most", 1.3, "p99/p50 at nine tenths of peak to the bare handler's"),
  goal("growth/R1", "at most", 1.5, "p50 at the largest size to the smallest"),
  goal("growth/W1", "at most", 1.6, "p50 at the largest size to the smallest"),
  goal("pages/deep", "at most", 1.2, "p50 of page 1,000 to page 1"),
  goal("filters/slowest", "at most", 50, "p50 of the slowest filter for the largest partner", "ms"),
  goal("overload/goodput", "at least", 0.8, "answers per second at 5 times the peak to the peak"),
  goal("overload/retry-after", "at least", 1, "share of refusals that say Retry-After"),
  goal("overload/refusal-p99", "at most", 250, "p99 until a refusal is told", "ms"),
  goal("overload/recovery", "at most", 10, "until half of the peak is served again", "s"),
  goal("memory/idle", "at most", 200, "resident when idle", "MB"),
  goal("memory/load", "at most", 400, "resident at most under load", "MB"),
  goal("soak/slope", "at most", 5, "growth of resident memory in 30 minutes", "%"),
] as const satisfies readonly Goal[];

export type GoalName = (typeof GOALS)[number]["name"];

export function isMet({ bound, value }: Goal, measured: number): boolean {
  return bound === "at least" ? measured >= value : measured <= value;
}
