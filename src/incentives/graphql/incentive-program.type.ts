import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { PartnerTierType, ProgramType } from "../../partners/index.ts";
import {
  Authenticated,
  connectionType,
  CurrencyCodeScalar,
  DateTimeScalar,
  DecimalScalar,
  describedEnum,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { ROUNDINGS, VERSION_PINS, VERSION_STATES } from "../domain/incentive-program.ts";

import { BudgetType, PartnerCapType } from "./caps.type.ts";
import { ClawbackStepType } from "./clawback.type.ts";
import { IncentiveRuleType } from "./incentive-rule.type.ts";
import { HoldbackType, MinimumPayoutType } from "./payout-terms.type.ts";
import { RecruiterPayType } from "./recruiter-pay.type.ts";
import { IncentiveQualityType } from "./quality.type.ts";

export const RoundingEnum = describedEnum(
  "RoundingMode",
  "How what a percent comes to is rounded",
  ROUNDINGS,
);
export const VersionPinEnum = describedEnum(
  "VersionPin",
  "By which version of an incentive program a lead is paid",
  VERSION_PINS,
);
const ProgramVersionStateEnum = describedEnum(
  "ProgramVersionState",
  "How a version of an incentive program stands",
  VERSION_STATES,
);

@ObjectType("TierMultiplier", {
  description: "How much of what a version's rules pay a partner on a tier has",
  simpleResolvers: true,
})
@Authenticated()
class TierMultiplierType {
  @Field(() => PartnerTierType, { nullable: true, description: "The tier" })
  @Needs("PARTNERS_READ")
  tier: PartnerTierType | null;

  @Field(() => DecimalScalar, { description: "The factor, for example 1.2" })
  multiplier: string;
}

@ObjectType("ProgramVersion", {
  description:
    "What an incentive program pays from an instant on. A draft until another person approves it; then it never changes. A partner sees approved ones alone",
  simpleResolvers: true,
  implements: Node,
})
@Needs("PROGRAMS_READ")
export class ProgramVersionType extends Node {
  @Field(() => Int, { description: "Its number within the program: 1, 2, 3 …" })
  number: number;

  @Field(() => ProgramVersionStateEnum, { description: "How it stands now" })
  state: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when it pays; null in a draft that is to do so once it is approved",
  })
  effectiveAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "From when the program pays nothing by it, although nothing replaces it; null where nobody ended it",
  })
  endsAt: Date | null;

  @Field(() => [IncentiveRuleType], { description: "What each milestone earns" })
  @ListSize(10)
  rules: IncentiveRuleType[];

  @Field(() => RoundingEnum, {
    description: "How what a percent comes to is rounded, once per award",
  })
  rounding: string;

  @Field(() => [TierMultiplierType], {
    description:
      "Of partners on which tiers more or less is paid than the rules say; once where a tier is not named",
  })
  tierMultipliers: TierMultiplierType[];

  @Field(() => IncentiveQualityType, {
    nullable: true,
    description:
      "How much more or less is paid by how a partner's leads fare; null where it is not",
  })
  quality: IncentiveQualityType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What a lead may earn over all its milestones, with all that was merged into it; null where that is not limited",
  })
  leadCap: MoneyType | null;

  @Field(() => PartnerCapType, {
    nullable: true,
    description: "What a partner may earn in a window; null where that is not limited",
  })
  partnerCap: PartnerCapType | null;

  @Field(() => BudgetType, {
    nullable: true,
    description:
      "What the program may pay in all; null where that is not limited. For the vendor alone",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  budget: BudgetType | null;

  @Field(() => HoldbackType, {
    nullable: true,
    description: "What of each credit is held back, and when it vests; null where nothing is",
  })
  holdback: HoldbackType | null;

  @Field(() => MinimumPayoutType, {
    nullable: true,
    description:
      "Below what sum nothing of it is transferred to a partner yet; what was approved longer ago than its months, and what is payable to a partner that was terminated, is. Null where whatever is payable is",
  })
  minimumPayout: MinimumPayoutType | null;

  @Field(() => RecruiterPayType, {
    nullable: true,
    description:
      "What whoever recruited a partner has of what that earns; null where nothing. For the vendor alone",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  recruiterPay: RecruiterPayType | null;

  @Field(() => Int, {
    description:
      "For so many days after a milestone, to the end of the last one, its credit is taken back where what the lead said was not so when it was claimed",
  })
  reversalDays: number;

  @Field(() => [ClawbackStepType], {
    description:
      "How much of it is taken back then, up to which day, the earliest first; all of it where there are none. For fraud, mistakes and cancelled deals it is all in any case",
  })
  @ListSize(20)
  clawbackSchedule: ClawbackStepType[];

  @Field(() => String, {
    nullable: true,
    description: "What whoever approves it should know; for the vendor alone",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  note: string | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who drafted it" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ", "PARTNERS_READ")
  draftedBy: PartnerMemberType | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who changed the draft last" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ", "PARTNERS_READ")
  changedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When that was" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  changedAt: Date | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who approved it" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ", "PARTNERS_READ")
  approvedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was approved" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  approvedAt: Date | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Of a draft that was withdrawn, or turned down, who did so",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ", "PARTNERS_READ")
  withdrawnBy: PartnerMemberType | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who ended it" })
  @Needs("PROGRAMS_READ", "BUDGETS_READ", "PARTNERS_READ")
  retiredBy: PartnerMemberType | null;
}

@ObjectType("IncentiveProgram", {
  description:
    "Pays for what leads of a program reach; any number for each. A partner sees those that may pay it",
  simpleResolvers: true,
  implements: Node,
})
@Needs("PROGRAMS_READ")
export class IncentiveProgramType extends Node {
  @Field(() => String, { description: "Its name" })
  name: string;

  @Field(() => ProgramType, { nullable: true, description: "For whose leads it pays" })
  program: ProgramType | null;

  @Field(() => CurrencyCodeScalar, { description: "In which currency, for ever" })
  currency: string;

  @Field(() => String, {
    description: "The zone by which its days are counted, of the IANA database",
  })
  timeZone: string;

  @Field(() => VersionPinEnum, { description: "By which of its versions a lead is paid" })
  versionPin: string;

  @Field(() => Int, {
    nullable: true,
    description: "Grows by one with each change of its versions; send as expectedVersion",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  version: number | null;

  @Field(() => ProgramVersionType, {
    nullable: true,
    description: "What it pays now; null where it pays nothing",
  })
  inForce: ProgramVersionType | null;

  @Field(() => ProgramVersionType, {
    nullable: true,
    description: "What is drafted and not approved yet; for the vendor alone",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  draft: ProgramVersionType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      "What was earned of its budget and not taken back; null where none was approved. For the vendor alone",
  })
  @Needs("PROGRAMS_READ", "BUDGETS_READ")
  budgetUsed: MoneyType | null;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;
}

export const IncentiveProgramConnection = connectionType(
  () => IncentiveProgramType,
  "IncentiveProgram",
);
export const ProgramVersionConnection = connectionType(() => ProgramVersionType, "ProgramVersion");
