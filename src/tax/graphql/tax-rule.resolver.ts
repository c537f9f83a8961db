import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
  textArgument,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideTaxRule } from "../decide-tax-rule.ts";
import type { TaxFormDeps } from "../record-tax-form.ts";
import { saveTaxRule } from "../save-tax-rule.ts";
import type { TaxRuleTouched } from "../save-tax-rule.ts";

import {
  DecideTaxRuleInput,
  readDecideTaxRule,
  readSaveTaxRule,
  SaveTaxRuleInput,
  TaxRuleFilterInput,
} from "./tax-rule.input.ts";
import { TaxRuleConnection, TaxRuleType } from "./tax-rule.type.ts";

const payloadType = (verb: string) => payloadOf(verb, "taxRule", () => TaxRuleType, "rule");
const SaveTaxRulePayload = payloadType("saveTaxRule");
const DecideTaxRulePayload = payloadType("decideTaxRule");

export interface TaxRuleResolverDeps extends TaxFormDeps {
  readonly reading: Reading;
}

@Resolver()
export class TaxRuleResolver {
  readonly #deps: TaxRuleResolverDeps;

  constructor(deps: TaxRuleResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => SaveTaxRulePayload, {
    nullable: true,
    description:
      "Says what is asked of partners that are taxed in a country, from a year on. It counts once somebody else has put it in force",
  })
  @Needs("TAX_RULES_WRITE")
  @RequiresIdempotency()
  saveTaxRule(
    @Arg("input", () => SaveTaxRuleInput, { description: "Of which country, and what" })
    input: SaveTaxRuleInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSaveTaxRule, saveTaxRule(this.#deps));
  }

  @Mutation(() => DecideTaxRulePayload, {
    nullable: true,
    description:
      "Puts a tax rule in force that somebody else made, in the place of the one of its country and year; or declines it. Partners of whom it asks a form that is not there are held within a minute",
  })
  @Needs("TAX_APPROVE")
  @RequiresIdempotency()
  decideTaxRule(
    @Arg("input", () => DecideTaxRuleInput, { description: "Which one, and whether" })
    input: DecideTaxRuleInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideTaxRule, decideTaxRule(this.#deps));
  }

  @Query(() => TaxRuleConnection, {
    nullable: true,
    description: "What is and was asked of partners by the country in which they are taxed",
  })
  @Needs("LEDGER_READ")
  taxRules(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => TaxRuleFilterInput, { nullable: true, description: "Which ones" })
    input: TaxRuleFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const given = input?.country ?? null;
    const country = given === null ? null : textArgument(["filter", "country"], given, 2);
    const filter = { country, state: input?.state ?? null };
    return this.#deps.reading.page(context, info, {
      name: "taxRules",
      type: "TaxRule",
      args,
      order: [descending("year"), descending("id")],
      filter,
      where: (column) => {
        const conditions = [sql`true`];
        if (filter.country !== null)
          conditions.push(sql`${column("country")} = ${filter.country}::text`);
        if (filter.state !== null) conditions.push(sql`${column("state")} = ${filter.state}::text`);
        return joinSql(conditions, " and ");
      },
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<TaxRuleTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { taxRule: reading.answer(outcome?.taxRuleId ?? null), errors };
  }
}
