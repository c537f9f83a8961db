import { Field, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { readRate } from "../domain/percent.ts";
import { MOST_STEPS } from "../domain/clawback-terms.ts";
import type { ClawbackStep } from "../domain/clawback.ts";

@InputType("ClawbackStepInput", {
  description: "How much of a credit is taken back up to a day after its milestone",
})
export class ClawbackStepInput {
  @Field(() => Int, {
    description:
      "The last of these days, counted from the day of the milestone, 0 is that day; each later than the one before",
  })
  untilDay: number;

  @Field(() => String, {
    description:
      'How much in all, with what was taken back before, in percent: more than 0, up to 100, with up to four decimals, for example "50"',
  })
  percent: string;
}

/** The steps of a schedule, of which the last ends with the days in which credit may be taken back at all. */
export function readClawback(
  reader: InputReader,
  given: readonly ClawbackStepInput[],
  reversalDays: number,
): readonly ClawbackStep[] {
  const path = ["clawbackSchedule"];
  if (given.length > MOST_STEPS) reader.report(path, `may hold ${MOST_STEPS}, got ${given.length}`);
  const last = given.at(-1);
  if (last && last.untilDay !== reversalDays)
    reader.report(
      [...path, given.length - 1, "untilDay"],
      `is ${last.untilDay}, but credit may be taken back for reversalDays, ${reversalDays} days: the last step ends with them`,
    );
  return given.slice(0, MOST_STEPS).map((step, index) => {
    const before = given[index - 1]?.untilDay ?? -1;
    if (step.untilDay <= before)
      reader.report(
        [...path, index, "untilDay"],
        `must be ${before + 1} or more, got ${step.untilDay}`,
      );
    const at = [...path, index, "percent"];
    const ppm = reader.optional(at, step.percent, readRate) ?? 1n;
    if (ppm === 0n) reader.report(at, "is 0: what is taken back is more than nothing");
    return { untilDay: step.untilDay, ppm };
  });
}
