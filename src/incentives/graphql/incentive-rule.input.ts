import { Field, InputType, Int } from "type-graphql";

import { money, readAmount } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { MoneyInput } from "../../platform/graphql/index.ts";
import { problemOfTreatment } from "../domain/gl-treatment.ts";
import type { GlTreatment } from "../domain/gl-treatment.ts";
import { MOST_RULES, ruleKey } from "../domain/incentive-program.ts";
import type { Milestone, Pay, RuleDrafted, RuleKind } from "../domain/incentive-program.ts";
import type { OnSkip } from "../domain/on-skip.ts";
import { readRate } from "../domain/percent.ts";
import { problemOfMonths } from "../domain/recurring.ts";

import { AcceleratorInput, readAccelerator } from "./accelerator.input.ts";
import { IncentiveConditionInput, readConditions } from "./incentive-condition.input.ts";
import {
  GlTreatmentEnum,
  IncentiveRuleKindEnum,
  MilestoneEnum,
  OnSkipEnum,
} from "./incentive-rule.type.ts";
import { readSpiff, SpiffInput } from "./spiff.input.ts";

@InputType("IncentiveRuleInput", { description: "What one milestone earns" })
export class IncentiveRuleInput {
  @Field(() => MilestoneEnum, {
    description: "What is to be reached; once in a version, but for spiffs",
  })
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

  @Field(() => Int, {
    nullable: true,
    description:
      "Of a PERCENT_OF_DEAL, for how many months it is paid, 2 to 60: the first with the win, each other when its month has passed, of what the deal is worth then and while it stands. It is paid once if left out",
  })
  recurringMonths?: number | null;

  @Field(() => [IncentiveConditionInput], {
    nullable: true,
    description: "What must hold of a lead, all of it; where it does not, nothing is earned",
  })
  conditions?: IncentiveConditionInput[] | null;

  @Field(() => SpiffInput, {
    nullable: true,
    description: "That it pays on top of the others of its milestone, and for how long",
  })
  spiff?: SpiffInput | null;

  @Field(() => OnSkipEnum, {
    defaultValue: "ONLY_REACHED",
    description: "Whether it pays where a move passes over the milestone",
  })
  onSkip: OnSkip;

  @Field(() => GlTreatmentEnum, {
    defaultValue: "EXPENSE",
    description: "How the books take what it pays; CAPITALIZE for WON alone",
  })
  glTreatment: GlTreatment;

  @Field(() => AcceleratorInput, {
    nullable: true,
    description:
      "How it pays a partner more for its own part, the more leads of its own reach the milestone in a period, or the more its deals are worth; not beside a cap or a budget. The same for all leads if left out",
  })
  accelerator?: AcceleratorInput | null;
}

export function readRules(
  reader: InputReader,
  given: readonly IncentiveRuleInput[],
): readonly RuleDrafted[] {
  if (given.length === 0 || given.length > MOST_RULES)
    reader.report(["rules"], `must be 1 to ${MOST_RULES}, got ${given.length}`);
  const rules = given.slice(0, MOST_RULES).map((rule, index) => readRule(reader, rule, index));
  const keys = rules.map(ruleKey);
  for (const [index, key] of keys.entries())
    if (keys.indexOf(key) < index)
      if (rules[index]?.spiff) reader.report(["rules", index, "spiff", "key"], "is there twice");
      else
        reader.report(
          ["rules", index, "milestone"],
          "is said twice: a version pays it by one rule",
        );
  return rules;
}

function readRule(reader: InputReader, rule: IncentiveRuleInput, index: number): RuleDrafted {
  const at = (field: string) => ["rules", index, field];
  const { milestone, kind, amount, ratePercent, accelerator } = rule;
  const isPercent = kind === "PERCENT_OF_DEAL";
  if (isPercent && milestone !== "WON")
    reader.report(
      at("kind"),
      `pays a part of a deal that is won: for ${milestone} it has no worth`,
    );
  if (rule.onSkip === "PAY_SKIPPED" && milestone !== "OPPORTUNITY")
    reader.report(at("onSkip"), `is of OPPORTUNITY: nothing passes over ${milestone}`);
  const [needed, other] = isPercent
    ? (["ratePercent", "amount"] as const)
    : (["amount", "ratePercent"] as const);
  if (typeof (rule[needed] ?? undefined) === "undefined")
    reader.report(at(needed), `is missing: a ${kind} says it`);
  if (rule[other] !== null && rule[other] !== undefined)
    reader.report(at(other), `is not of a ${kind}: leave it out`);
  const pay: Pay = isPercent
    ? {
        kind,
        ratePpm: reader.optional(at("ratePercent"), ratePercent, readRate) ?? 0n,
        ...readMonths(reader, at("recurringMonths"), rule),
      }
    : { kind, amount: reader.optional(at("amount"), amount, readAmount) ?? money(0n, "EUR") };
  if (!isPercent) readMonths(reader, at("recurringMonths"), rule);
  const untreatable = problemOfTreatment(rule.glTreatment, milestone);
  if (untreatable !== null) reader.report(at("glTreatment"), untreatable);
  return {
    ...{ milestone, pay, glTreatment: rule.glTreatment },
    accelerator: accelerator
      ? readAccelerator(reader, at("accelerator"), accelerator, isPercent)
      : null,
    conditions: readConditions(reader, at("conditions"), rule.conditions ?? []),
    spiff: readSpiff(reader, at("spiff"), rule.spiff),
    onSkip: rule.onSkip,
  };
}

function readMonths(
  reader: InputReader,
  path: readonly (string | number)[],
  { recurringMonths: months, kind, spiff, accelerator }: IncentiveRuleInput,
): { readonly months?: number } {
  if (months === null || months === undefined) return {};
  const problem = problemOfMonths(months, {
    isPercent: kind === "PERCENT_OF_DEAL",
    isSpiff: Boolean(spiff),
    isAccelerated: Boolean(accelerator),
  });
  if (problem !== null) reader.report(path, problem);
  return { months };
}
