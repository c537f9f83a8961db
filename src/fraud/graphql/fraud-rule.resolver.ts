import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  Info,
  InputType,
  Int,
  Mutation,
  Query,
  Resolver,
} from "type-graphql";

import { CreditHoldType } from "../../approval/index.ts";
import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  ListSize,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { changeFraudRule } from "../change-fraud-rule.ts";
import type { ChangeFraudRule, FraudRuleDeps } from "../change-fraud-rule.ts";
import { FRAUD_RULES } from "../domain/fraud-rule.ts";
import type { Burst, FraudRule } from "../domain/fraud-rule.ts";

import { FraudRuleKindEnum, FraudRuleType } from "./fraud-rule.type.ts";

const MOST_LEADS = 100_000;
const A_WEEK = 10_080;

const ChangeFraudRulePayload = payloadOf(
  "changeFraudRule",
  "fraudRule",
  () => FraudRuleType,
  "rule",
);

@InputType("ChangeFraudRuleInput", { description: "What a rule looks for from now on" })
class ChangeFraudRuleInput {
  @Field(() => FraudRuleKindEnum, { description: "Which rule" })
  rule: string;

  @Field(() => Boolean, { description: "Whether it looks at all" })
  isWatched: boolean;

  @Field(() => Int, {
    nullable: true,
    description:
      "With BURST, and only then: so many leads of a partner are no burst yet, 1 to 100,000",
  })
  mostLeads?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "With BURST, and only then: within so many minutes before or after a lead, 1 to 10,080",
  })
  withinMinutes?: number | null;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

const isFraudRule = (text: string): text is FraudRule => Object.hasOwn(FRAUD_RULES, text);

function readChange(reader: InputReader, input: ChangeFraudRuleInput): ChangeFraudRule {
  const { rule, isWatched } = input;
  if (!isFraudRule(rule)) throw new Error(`there is no rule ${rule}`);
  const burst = readBurst(reader, input);
  return { rule, isWatched, burst, reason: reader.text(["reason"], input.reason, 2_000, "many") };
}

function readBurst(reader: InputReader, input: ChangeFraudRuleInput): Burst | null {
  const { rule, mostLeads = null, withinMinutes = null } = input;
  if (rule === "BURST")
    return {
      mostLeads: within(reader, "mostLeads", mostLeads, MOST_LEADS),
      withinMinutes: within(reader, "withinMinutes", withinMinutes, A_WEEK),
    };
  for (const [name, given] of Object.entries({ mostLeads, withinMinutes }))
    if (given !== null) reader.report([name], "must be left out: only BURST has it");
  return null;
}

function within(reader: InputReader, name: string, given: number | null, most: number): number {
  if (given === null) reader.report([name], "is missing: BURST needs it");
  else if (given < 1 || given > most)
    reader.report([name], `is ${given}: expected 1 to ${most.toLocaleString("en")}`);
  return given ?? 1;
}

export interface FraudRuleResolverDeps extends FraudRuleDeps {
  readonly reading: Reading;
}

@Resolver()
export class FraudRuleResolver {
  readonly #deps: FraudRuleResolverDeps;

  constructor(deps: FraudRuleResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => [FraudRuleType], {
    nullable: true,
    description: "What is looked for in whatever is earned: each rule as it is in force",
  })
  @Needs("LEDGER_READ")
  @ListSize(5)
  fraudRules(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.#deps.reading.list(context, info, {
      type: "FraudRule",
      where: (column) => sql`${column("replacedAt")} is null`,
      order: (column) => column("rule"),
    });
  }

  @Mutation(() => ChangeFraudRulePayload, {
    nullable: true,
    description:
      "Sets what a rule looks for in what is earned from now on. What it held before goes on to hold, until two persons let it go",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  async changeFraudRule(
    @Arg("input", () => ChangeFraudRuleInput, { description: "Which rule, and how it is set" })
    input: ChangeFraudRuleInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => readChange(reader, input));
    const verb = changeFraudRule(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { fraudRule: reading.answer(outcome?.fraudRuleId ?? null), errors };
  }
}

/** By which rule a hold was placed. */
@Resolver(() => CreditHoldType)
export class RuledHoldResolver {
  @FieldResolver(() => FraudRuleType, {
    nullable: true,
    description:
      "The rule that placed it, as it is in force now; null where a person did. For the vendor alone",
  })
  @Needs("LEDGER_READ")
  fraudRule(): never {
    return readWithItsObject();
  }
}
