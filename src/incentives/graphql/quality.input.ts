import { Field, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { readRate } from "../domain/percent.ts";
import { LONGEST_WINDOW_DAYS, MOST_PRIOR } from "../domain/quality.ts";
import type { QualityTerms } from "../domain/quality.ts";
import { readMultiplier } from "../domain/tier-multipliers.ts";

@InputType("IncentiveQualityInput", {
  description: "How much more or less is paid by how a partner's leads fare",
})
export class IncentiveQualityInput {
  @Field(() => String, {
    description:
      'The part of a partner\'s leads that is won where it is paid once, in percent with up to four decimals, more than 0, for example "25"',
  })
  targetPercent: string;

  @Field(() => Int, {
    description: `How many leads at the target are added to a partner's own, so that few leads say little: 1 to ${MOST_PRIOR}`,
  })
  prior: number;

  @Field(() => Int, {
    description: `Over how many days before the milestone leads count by when they were won or lost, 1 to ${LONGEST_WINDOW_DAYS}`,
  })
  windowDays: number;

  @Field(() => String, {
    description: 'The least factor, more than 0, up to 1, for example "0.8"',
  })
  floor: string;

  @Field(() => String, { description: 'The highest factor, from 1 to 100, for example "1.25"' })
  ceiling: string;
}

const ONCE = 1_000_000n;

export function readQualityTerms(
  reader: InputReader,
  given: IncentiveQualityInput | null | undefined,
): QualityTerms | null {
  if (!given) return null;
  const { prior, windowDays } = given;
  const path = (field: string) => ["quality", field];
  if (prior < 1 || prior > MOST_PRIOR)
    reader.report(path("prior"), `must be 1 to ${MOST_PRIOR}, got ${prior}`);
  if (windowDays < 1 || windowDays > LONGEST_WINDOW_DAYS)
    reader.report(path("windowDays"), `must be 1 to ${LONGEST_WINDOW_DAYS}, got ${windowDays}`);
  const targetPpm = reader.optional(path("targetPercent"), given.targetPercent, readRate);
  if (targetPpm === 0n) reader.report(path("targetPercent"), "must be more than 0");
  const floorPpm = reader.optional(path("floor"), given.floor, readMultiplier) ?? ONCE;
  const ceilingPpm = reader.optional(path("ceiling"), given.ceiling, readMultiplier) ?? ONCE;
  if (floorPpm > ONCE)
    reader.report(path("floor"), "must be up to 1: whoever is at the target is paid once");
  if (ceilingPpm < ONCE)
    reader.report(path("ceiling"), "must be 1 or more: whoever is at the target is paid once");
  return {
    ...{ targetPpm: targetPpm ?? ONCE, prior, windowDays, floorPpm, ceilingPpm },
  };
}
