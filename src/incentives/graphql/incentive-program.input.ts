import { Field, ID, InputType, Int } from "type-graphql";

import { excerpt, isCurrency } from "../../kernel/index.ts";
import type { Currency, InputReader } from "../../kernel/index.ts";
import { readTimeZone } from "../../partners/index.ts";
import { DateTimeScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { ChangeIncentiveProgram } from "../change-incentive-program.ts";
import type { NewIncentiveProgram, Rounding, VersionPin } from "../domain/incentive-program.ts";
import type { RetireIncentiveVersion } from "../retire-incentive-version.ts";
import type { SaveIncentiveDraft } from "../save-incentive-draft.ts";

import { IncentiveRuleInput, readRules } from "./incentive-rule.input.ts";
import { BudgetInput, PartnerCapInput, readCaps } from "./caps.input.ts";
import { IncentiveQualityInput, readQualityTerms } from "./quality.input.ts";
import { ClawbackStepInput } from "./clawback.input.ts";
import { HoldbackInput, MinimumPayoutInput, readPayoutTerms } from "./payout-terms.input.ts";
import { readRecruiterPay, RecruiterPayInput } from "./recruiter-pay.input.ts";
import { readMultipliers, TierMultiplierInput } from "./tier-multiplier.input.ts";
import { RoundingEnum, VersionPinEnum } from "./incentive-program.type.ts";

const REVERSAL_DAYS = 60;
/** Ten years. */
const MOST_REVERSAL_DAYS = 3_650;

@InputType("CreateIncentiveProgramInput", {
  description: "An incentive program; what it pays is drafted next",
})
export class CreateIncentiveProgramInput {
  @Field(() => String, { description: "Its name, up to 100 characters; no two have the same" })
  name: string;

  @Field(() => ID, { description: "The program for whose leads it pays, prg_…" })
  programId: string;

  @Field(() => String, { description: "In which currency, for ever: ISO 4217, for example EUR" })
  currency: string;

  @Field(() => String, { description: "A zone of the IANA database, such as Europe/Berlin" })
  timeZone: string;

  @Field(() => VersionPinEnum, {
    defaultValue: "EVENT",
    description: "By which of its versions a lead is paid, for ever",
  })
  versionPin: VersionPin;
}

@InputType()
abstract class ChangeFields {
  @Field(() => ID, { description: "The incentive program, inc_…" })
  incentiveProgramId: string;

  @Field(() => Int, {
    description: "The incentive program's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;
}

@InputType("SaveIncentiveDraftInput", {
  description: "All that the draft of an incentive program says: what is left out is gone",
})
export class SaveIncentiveDraftInput extends ChangeFields {
  @Field(() => [IncentiveRuleInput], { description: "What each milestone earns; one or more" })
  rules: IncentiveRuleInput[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when it pays, not in the past; from its approval on if left out",
  })
  effectiveAt?: Date | null;

  @Field(() => RoundingEnum, {
    nullable: true,
    description: "How what a percent comes to is rounded, once per award; HALF_EVEN if left out",
  })
  rounding?: Rounding | null;

  @Field(() => [TierMultiplierInput], {
    nullable: true,
    description:
      "Of partners on which tiers more or less is paid: each partner's own part is multiplied, by where it stands when the milestone is reached. Once where a tier is not named",
  })
  tierMultipliers?: TierMultiplierInput[] | null;

  @Field(() => IncentiveQualityInput, {
    nullable: true,
    description:
      "That partners have more or less by how their leads fare: each partner's own part is multiplied, after its tier's factor. Once for all if left out",
  })
  quality?: IncentiveQualityInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "What a lead may earn over all its milestones; what is over is paid to nobody. Not limited if left out",
  })
  leadCap?: MoneyInput | null;

  @Field(() => PartnerCapInput, {
    nullable: true,
    description: "What a partner may earn in a window; not limited if left out",
  })
  partnerCap?: PartnerCapInput | null;

  @Field(() => BudgetInput, {
    nullable: true,
    description: "What the program may pay in all; not limited if left out",
  })
  budget?: BudgetInput | null;

  @Field(() => HoldbackInput, {
    nullable: true,
    description: "What of each credit is held back, and when it vests; nothing if left out",
  })
  holdback?: HoldbackInput | null;

  @Field(() => MinimumPayoutInput, {
    nullable: true,
    description: "Up to what sum a partner is not paid yet; whatever is payable is if left out",
  })
  minimumPayout?: MinimumPayoutInput | null;

  @Field(() => RecruiterPayInput, {
    nullable: true,
    description:
      "What whoever recruited a partner has of what that earns; nothing if left out. Not beside a budget",
  })
  recruiterPay?: RecruiterPayInput | null;

  @Field(() => Int, {
    defaultValue: REVERSAL_DAYS,
    description: `For how many days after a milestone its credit may be taken back, 1 to ${MOST_REVERSAL_DAYS}`,
  })
  reversalDays: number;

  @Field(() => [ClawbackStepInput], {
    nullable: true,
    description:
      "How much of a credit is taken back up to which day after its milestone, for INACCURATE_DATA, DUPLICATE and EXISTING_CUSTOMER; the last step ends with reversalDays. All of it if left out",
  })
  clawbackSchedule?: ClawbackStepInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: "What whoever approves it should know, up to 2,000 characters",
  })
  note?: string | null;
}

@InputType("ApproveIncentiveVersionInput", {
  description: "The draft that is approved, as it was read",
})
export class ApproveIncentiveVersionInput extends ChangeFields {}

@InputType("WithdrawIncentiveDraftInput", {
  description: "The draft that is taken back or turned down",
})
export class WithdrawIncentiveDraftInput extends ChangeFields {}

@InputType("RetireIncentiveVersionInput", { description: "The approved version that is to end" })
export class RetireIncentiveVersionInput extends ChangeFields {
  @Field(() => Int, { description: "The number of the version" })
  number: number;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when it pays nothing, not in the past; from now on if left out",
  })
  endsAt?: Date | null;
}

export function readCreateIncentiveProgram(
  reader: InputReader,
  input: CreateIncentiveProgramInput,
): NewIncentiveProgram {
  return {
    name: reader.text(["name"], input.name, 100),
    programId: reader.id(["programId"], "prg", input.programId),
    currency: readCurrency(reader, input.currency),
    timeZone: readTimeZone(reader, input.timeZone),
    versionPin: input.versionPin,
  };
}

export function readChange(reader: InputReader, input: ChangeFields): ChangeIncentiveProgram {
  return {
    incentiveProgramId: reader.id(["incentiveProgramId"], "inc", input.incentiveProgramId),
    expectedVersion: input.expectedVersion,
  };
}

export function readSaveIncentiveDraft(
  reader: InputReader,
  input: SaveIncentiveDraftInput,
): SaveIncentiveDraft {
  return {
    ...readChange(reader, input),
    rules: readRules(reader, input.rules),
    effectiveAt: input.effectiveAt ?? null,
    rounding: input.rounding ?? "HALF_EVEN",
    caps: readCaps(reader, input),
    tierMultipliers: readMultipliers(reader, input.tierMultipliers ?? []),
    quality: readQualityTerms(reader, input.quality),
    payout: readPayoutTerms(reader, input),
    recruiterPay: readRecruiterPay(reader, input.recruiterPay),
    reversalDays: readReversalDays(reader, input.reversalDays),
    note: reader.optionalText(["note"], input.note, 2_000, "many"),
  };
}

export function readRetireIncentiveVersion(
  reader: InputReader,
  input: RetireIncentiveVersionInput,
): RetireIncentiveVersion {
  return {
    ...readChange(reader, input),
    number: input.number,
    endsAt: input.endsAt ?? null,
  };
}

function readReversalDays(reader: InputReader, days: number): number {
  if (days < 1 || days > MOST_REVERSAL_DAYS)
    reader.report(["reversalDays"], `must be 1 to ${MOST_REVERSAL_DAYS}, got ${days}`);
  return days;
}

function readCurrency(reader: InputReader, given: string): Currency {
  const currency = given.trim().toUpperCase();
  if (isCurrency(currency)) return currency;
  reader.report(
    ["currency"],
    `is no known currency: "${excerpt(given)}"; expected a code of ISO 4217 such as EUR`,
  );
  return "EUR";
}
