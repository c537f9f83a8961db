import type { Prefix } from "../../kernel/index.ts";
import { apiError, idArgument } from "../../platform/graphql/index.ts";
import type { Period, PeriodProblem } from "../domain/period.ts";

/** How many rows a report has at most: more is refused, so that none is missing unseen. */
export const MAX_ROWS = 1_000;

/** The period of a report's input, or an error that names the end at fault. */
export function readPeriod(
  { from, to }: Period,
  problemOf: (period: Period) => PeriodProblem | null,
): Period {
  const found = problemOf({ from, to });
  if (found) {
    throw apiError("BAD_USER_INPUT", found.problem, { inputPath: ["input", found.end] });
  }
  return { from, to };
}

/** The rows, unless there are too many. */
export function boundedRows<Row>(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MAX_ROWS) return rows;
  throw apiError(
    "LIMIT_EXCEEDED",
    `The report has more than ${MAX_ROWS} rows: ask for a shorter period, or group by less`,
    { counted: "rows", limit: MAX_ROWS },
  );
}

/** An id of a report's input that may be left out. */
export const optionalId = <P extends Prefix>(
  prefix: P,
  given: string | null | undefined,
  field: string,
) => (given === null || given === undefined ? null : idArgument(prefix, given, ["input", field]));
