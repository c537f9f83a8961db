import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
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
import type { Reading } from "../../platform/reading/index.ts";
import { decideTaxForm } from "../decide-tax-form.ts";
import { endTaxForm } from "../end-tax-form.ts";
import { recordTaxForm } from "../record-tax-form.ts";
import type { TaxFormDeps, TaxFormTouched } from "../record-tax-form.ts";

import { filterOf } from "./tax-filter.ts";
import {
  DecideTaxFormInput,
  EndTaxFormInput,
  readDecideTaxForm,
  readEndTaxForm,
  readRecordTaxForm,
  RecordTaxFormInput,
  TaxFormFilterInput,
} from "./tax-form.input.ts";
import { TaxFormConnection, TaxFormType } from "./tax-form.type.ts";

const payloadType = (verb: string) => payloadOf(verb, "taxForm", () => TaxFormType, "form");
const RecordTaxFormPayload = payloadType("recordTaxForm");
const DecideTaxFormPayload = payloadType("decideTaxForm");
const EndTaxFormPayload = payloadType("endTaxForm");

export interface TaxFormResolverDeps extends TaxFormDeps {
  readonly reading: Reading;
}

@Resolver()
export class TaxFormResolver {
  readonly #deps: TaxFormResolverDeps;

  constructor(deps: TaxFormResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => RecordTaxFormPayload, {
    nullable: true,
    description:
      "Records a form by which a partner says how it is taxed: its own administrator, or the vendor for it. It counts once somebody else of the vendor's has accepted it",
  })
  @Needs("TAX_WRITE")
  @RequiresIdempotency()
  recordTaxForm(
    @Arg("input", () => RecordTaxFormInput, { description: "Whose, and which" })
    input: RecordTaxFormInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = (reader: InputReader, given: RecordTaxFormInput) =>
      readRecordTaxForm(reader, given, context.at);
    return this.#touch(context, info, input, read, recordTaxForm(this.#deps));
  }

  @Mutation(() => DecideTaxFormPayload, {
    nullable: true,
    description: "Accepts a tax form that somebody else recorded, or declines it",
  })
  @Needs("TAX_APPROVE")
  @RequiresIdempotency()
  decideTaxForm(
    @Arg("input", () => DecideTaxFormInput, { description: "Which one, and whether" })
    input: DecideTaxFormInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideTaxForm, decideTaxForm(this.#deps));
  }

  @Mutation(() => EndTaxFormPayload, {
    nullable: true,
    description:
      "Ends a tax form at once, whether it waits or counts: a partner its own, or the vendor where something is wrong with it",
  })
  @NeedsOneOf("TAX_WRITE", "TAX_APPROVE")
  @RequiresIdempotency()
  endTaxForm(
    @Arg("input", () => EndTaxFormInput, { description: "Which one, and why" })
    input: EndTaxFormInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readEndTaxForm, endTaxForm(this.#deps));
  }

  @Query(() => TaxFormConnection, {
    nullable: true,
    description: "Tax forms of partners, the latest first; a partner sees its own",
  })
  @Needs("TAX_READ")
  taxForms(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => TaxFormFilterInput, { nullable: true, description: "Which ones" })
    filter: TaxFormFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "taxForms",
      type: "TaxForm",
      args,
      order: [descending("recordedAt"), descending("id")],
      ...filterOf(filter),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<TaxFormTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { taxForm: reading.answer(outcome?.taxFormId ?? null), errors };
  }
}
