import { Field, InputType, Int } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import { readRate } from "../domain/percent.ts";
import type { HoldbackTerms, VestingUnit } from "../domain/holdback.ts";
import type { MinimumPayout, PayoutTermsDrafted } from "../domain/payout-terms.ts";

import { readClawback } from "./clawback.input.ts";
import type { ClawbackStepInput } from "./clawback.input.ts";
import { VestingUnitEnum } from "./payout-terms.type.ts";

const MOST_INSTALMENTS = 60;
/** Ten years, by unit. */
const LONGEST = { DAYS: 3_650, MONTHS: 120 } as const;
const MOST_MONTHS = 120;

@InputType("HoldbackInput", {
  description: "How much of each credit is held back, and when it vests",
})
export class HoldbackInput {
  @Field(() => String, {
    description:
      'How much, in percent of the credit, more than 0, up to 100, with up to four decimals, for example "20"',
  })
  percent: string;

  @Field(() => Int, {
    defaultValue: 1,
    description: `In how many instalments it vests, 1 to ${MOST_INSTALMENTS}`,
  })
  instalments: number;

  @Field(() => Int, {
    description:
      "So many days or months after the day of the milestone the first one vests, and after that each; ten years in all at most",
  })
  every: number;

  @Field(() => VestingUnitEnum, {
    defaultValue: "MONTHS",
    description: "Whether that is days or months",
  })
  unit: VestingUnit;
}

@InputType("MinimumPayoutInput", {
  description: "Up to what sum a partner is not paid yet; what is payable is carried on",
})
export class MinimumPayoutInput {
  @Field(() => MoneyInput, {
    description:
      "What has to be payable for a partner to be paid, in the program's currency; more than 0",
  })
  amount: MoneyInput;

  @Field(() => Int, {
    nullable: true,
    description: `After so many months what was carried is paid all the same, 1 to ${MOST_MONTHS}; carried until it is enough if left out`,
  })
  forcedAfterMonths?: number | null;
}

/** When what is earned is paid: each only where it was given. */
export function readPayoutTerms(
  reader: InputReader,
  given: {
    readonly holdback?: HoldbackInput | null;
    readonly minimumPayout?: MinimumPayoutInput | null;
    readonly clawbackSchedule?: readonly ClawbackStepInput[] | null;
    readonly reversalDays: number;
  },
): PayoutTermsDrafted {
  const { holdback, minimumPayout, clawbackSchedule, reversalDays } = given;
  return {
    holdback: holdback ? readHoldback(reader, holdback) : null,
    minimumPayout: minimumPayout ? readMinimum(reader, minimumPayout) : null,
    clawback: readClawback(reader, clawbackSchedule ?? [], reversalDays),
  };
}

function readHoldback(reader: InputReader, given: HoldbackInput): HoldbackTerms {
  const { instalments, every, unit } = given;
  const ppm = reader.optional(["holdback", "percent"], given.percent, readRate) ?? 1n;
  if (ppm === 0n)
    reader.report(["holdback", "percent"], "is 0: leave the holdback out to hold nothing back");
  if (instalments < 1 || instalments > MOST_INSTALMENTS)
    reader.report(
      ["holdback", "instalments"],
      `must be 1 to ${MOST_INSTALMENTS}, got ${instalments}`,
    );
  if (every < 1 || every * instalments > LONGEST[unit])
    reader.report(
      ["holdback", "every"],
      `must be 1 or more, and ${LONGEST[unit]} ${unit.toLowerCase()} at most in all: ${instalments} times ${every} is ${instalments * every}`,
    );
  return { ppm, instalments, every, unit };
}

function readMinimum(reader: InputReader, given: MinimumPayoutInput): MinimumPayout {
  const path = ["minimumPayout", "amount"];
  const amount = reader.optional(path, given.amount, readAmount);
  if (amount?.minor === 0n)
    reader.report(path, "is 0: leave the minimum out to pay whatever is payable");
  const months = given.forcedAfterMonths ?? null;
  if (months !== null && (months < 1 || months > MOST_MONTHS))
    reader.report(
      ["minimumPayout", "forcedAfterMonths"],
      `must be 1 to ${MOST_MONTHS}, got ${months}`,
    );
  return { amount: amount ?? money(0n, "EUR"), forcedAfterMonths: months };
}
