import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import { decideTaxRemittance } from "../decide-tax-remittance.ts";
import { recordTaxRemittance } from "../record-tax-remittance.ts";
import type { TaxRemittanceTouched } from "../record-tax-remittance.ts";

import type { PayoutResolverDeps } from "./payout-batch.resolver.ts";
import {
  DecideTaxRemittanceInput,
  readDecideRemittance,
  readRemittance,
  RecordTaxRemittanceInput,
} from "./tax-remittance.input.ts";
import {
  TaxRemittanceConnection,
  TaxRemittanceStateEnum,
  TaxRemittanceType,
} from "./tax-remittance.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "taxRemittance", () => TaxRemittanceType, "remittance");
const RecordTaxRemittancePayload = payloadType("recordTaxRemittance");
const DecideTaxRemittancePayload = payloadType("decideTaxRemittance");

@Resolver()
export class TaxRemittanceResolver {
  readonly #deps: PayoutResolverDeps;

  constructor(deps: PayoutResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => RecordTaxRemittancePayload, {
    nullable: true,
    description:
      "Says that what was withheld by the rules of a country in some days was handed on to its tax office, with the day and the reference of the bank's statement; another person confirms it, with decideTaxRemittance. From now on it does not come back with what was paid",
  })
  @Needs("TAX_RULES_WRITE")
  @RequiresIdempotency()
  recordTaxRemittance(
    @Arg("input", () => RecordTaxRemittanceInput, { description: "What, and what shows it" })
    input: RecordTaxRemittanceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readRemittance, recordTaxRemittance(this.#deps));
  }

  @Mutation(() => DecideTaxRemittancePayload, {
    nullable: true,
    description:
      "Confirms that tax was handed on, as somebody else recorded: it is posted; or declines it, and the tax is withheld as before",
  })
  @Needs("TAX_APPROVE")
  @RequiresIdempotency()
  decideTaxRemittance(
    @Arg("input", () => DecideTaxRemittanceInput, { description: "Which one, and whether" })
    input: DecideTaxRemittanceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideRemittance, decideTaxRemittance(this.#deps));
  }

  @Query(() => TaxRemittanceConnection, {
    nullable: true,
    description: "What was handed on to tax offices, the latest recorded first",
  })
  @Needs("LEDGER_READ")
  taxRemittances(
    @Arg("state", () => TaxRemittanceStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "taxRemittances",
      type: "TaxRemittance",
      args,
      order: [descending("recordedAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<TaxRemittanceTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { taxRemittance: reading.answer(outcome?.taxRemittanceId ?? null), errors };
  }
}
