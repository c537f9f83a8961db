import { Field, ID, InputType, Int } from "type-graphql";

import { excerpt, isCurrency, money, readAmount } from "../../kernel/index.ts";
import type { Currency, InputReader } from "../../kernel/index.ts";
import { readTimeZone } from "../../partners/index.ts";
import { DateTimeScalar, MoneyInput } from "../../platform/graphql/index.ts";
import type { ChangeIncentiveProgram } from "../change-incentive-program.ts";
import { MOST_RULES, ruleKey } from "../domain/incentive-program.ts";
import type {
  Milestone,
  NewIncentiveProgram,
  Pay,
  Rounding,
  RuleDrafted,
  RuleKind,
  VersionPin,
} from "../domain/incentive-program.ts";
import type { RetireIncentiveVersion } from "../retire-incentive-version.ts";
import type { SaveIncentiveDraft } from "../save-incentive-draft.ts";

import { BudgetInput, PartnerCapInput, readCaps } from "./caps.input.ts";
import { ClawbackStepInput } from "./clawback.input.ts";
import { HoldbackInput, MinimumPayoutInput, readPayoutTerms } from "./payout-terms.input.ts";
import { readPercent } from "./read-percent.ts";
import { readMultipliers, TierMultiplierInput } from "./tier-multiplier.input.ts";
import {
  IncentiveRuleKindEnum,
  MilestoneEnum,
  RoundingEnum,
  VersionPinEnum,
} from "./incentive-program.type.ts";

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

@InputType("IncentiveRuleInput", { description: "What one milestone earns" })
export class IncentiveRuleInput {
  @Field(() => MilestoneEnum, { description: "What is to be reached; once in a version" })
  milestone: Milestone;

  @Field(() => IncentiveRuleKindEnum, { description: "How its pay is found" })
  kind: RuleKind;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "Of a FIXED_BOUNTY, what a lead earns, in the program's currency; 0 where it earns nothing",
  })
  amount?: MoneyInput | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Of a PERCENT_OF_DEAL, how much of the deal in percent, 0 to 100 with up to four decimals, for example "7.5"',
  })
  ratePercent?: string | null;
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
    payout: readPayoutTerms(reader, input),
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

function readRules(
  reader: InputReader,
  given: readonly IncentiveRuleInput[],
): readonly RuleDrafted[] {
  if (given.length === 0 || given.length > MOST_RULES)
    reader.report(["rules"], `must be 1 to ${MOST_RULES}, got ${given.length}`);
  const rules = given.slice(0, MOST_RULES).map((rule, index) => readRule(reader, rule, index));
  const keys = rules.map(ruleKey);
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index)
      reader.report(["rules", index, "milestone"], "is said twice: a version pays it by one rule");
  return rules;
}

function readRule(reader: InputReader, rule: IncentiveRuleInput, index: number): RuleDrafted {
  const at = (field: string) => ["rules", index, field];
  const { milestone, kind, amount, ratePercent } = rule;
  const isPercent = kind === "PERCENT_OF_DEAL";
  if (isPercent && milestone !== "WON")
    reader.report(
      at("kind"),
      `pays a part of a deal that is won: for ${milestone} it has no worth`,
    );
  const [needed, other] = isPercent
    ? (["ratePercent", "amount"] as const)
    : (["amount", "ratePercent"] as const);
  if (typeof (rule[needed] ?? undefined) === "undefined")
    reader.report(at(needed), `is missing: a ${kind} says it`);
  if (rule[other] !== null && rule[other] !== undefined)
    reader.report(at(other), `is not of a ${kind}: leave it out`);
  const pay: Pay = isPercent
    ? { kind, ratePpm: reader.optional(at("ratePercent"), ratePercent, readPercent) ?? 0n }
    : { kind, amount: reader.optional(at("amount"), amount, readAmount) ?? money(0n, "EUR") };
  return { milestone, pay };
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
