import type { Report } from "./bench.ts";
import { GOALS, isMet } from "./goals.ts";
import type { Goal, GoalName } from "./goals.ts";

export interface Outcome {
  readonly name: GoalName;
  /** Null where it was not measured. */
  readonly ratio: number | null;
  readonly goal: string;
  readonly met: boolean | null;
  readonly detail: string;
}

/** The detail of a goal of which nothing was said. */
export const NOT_ASKED = "not asked for";

/** Collects what was said and found; `print` shows it at once. */
export class Findings implements Report {
  readonly lines: string[] = [];
  readonly #found = new Map<GoalName, { measured: number | null; detail: string }>();
  readonly #print: (line: string) => void;

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  readonly say = (line: string): void => {
    this.lines.push(line);
    this.#print(line);
  };

  found(goal: GoalName, measured: number, detail = ""): void {
    this.#found.set(goal, { measured, detail });
  }

  skipped(goal: GoalName, why: string): void {
    this.#found.set(goal, { measured: null, detail: `not measured: ${why}` });
  }

  outcomes(): readonly Outcome[] {
    return GOALS.map((goal: Goal & { name: GoalName }) => {
      const { measured = null, detail = NOT_ASKED } = this.#found.get(goal.name) ?? {};
      return {
        name: goal.name,
        ratio: measured,
        goal: `${goal.bound} ${goal.value}${goal.unit === "" ? "" : ` ${goal.unit}`}`,
        met: measured === null ? null : isMet(goal, measured),
        detail,
      };
    });
  }
}

/** The goals as a table in Markdown. */
export function goalTable(outcomes: readonly Outcome[]): readonly string[] {
  const what = new Map<string, string>(GOALS.map((goal) => [goal.name, goal.what]));
  return [
    "| goal | what | wanted | measured | met |",
    "|---|---|---|--:|---|",
    ...outcomes.map(({ name, ratio, goal, met, detail }) => {
      const measured = ratio === null ? "" : String(Number(ratio.toPrecision(3)));
      const words =
        met === null ? detail : `${met ? "yes" : "**no**"}${detail ? ` (${detail})` : ""}`;
      return `| ${name} | ${what.get(name) ?? ""} | ${goal} | ${measured} | ${words} |`;
    }),
  ];
}
