import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
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
import { decideTaxProfile } from "../decide-tax-profile.ts";
import { compactNumber } from "../domain/tax-profile.ts";
import { saveTaxProfile } from "../save-tax-profile.ts";
import type { TaxProfileDeps, TaxProfileTouched } from "../save-tax-profile.ts";

import { filterOf } from "./tax-filter.ts";
import {
  DecideTaxProfileInput,
  readDecideTaxProfile,
  readSaveTaxProfile,
  SaveTaxProfileInput,
  TaxProfileFilterInput,
} from "./tax-profile.input.ts";
import { TaxProfileConnection, TaxProfileType } from "./tax-profile.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "taxProfile", () => TaxProfileType, "profile");
const SaveTaxProfilePayload = payloadType("saveTaxProfile");
const DecideTaxProfilePayload = payloadType("decideTaxProfile");

export interface TaxProfileResolverDeps extends TaxProfileDeps {
  readonly reading: Reading;
}

@Resolver()
export class TaxProfileResolver {
  readonly #deps: TaxProfileResolverDeps;

  constructor(deps: TaxProfileResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => SaveTaxProfilePayload, {
    nullable: true,
    description:
      "Says as whom a partner is taxed: its own administrator, or the vendor for it. It takes the place of what waits; somebody else of the vendor's has to verify it, and until then what was verified before stands",
  })
  @Needs("TAX_WRITE")
  @RequiresIdempotency()
  saveTaxProfile(
    @Arg("input", () => SaveTaxProfileInput, { description: "Whose, and as whom" })
    input: SaveTaxProfileInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSaveTaxProfile, saveTaxProfile(this.#deps));
  }

  @Mutation(() => DecideTaxProfilePayload, {
    nullable: true,
    description:
      "Verifies a tax profile that somebody else entered, by the tax number as a document of the partner's shows it, in the place of the one before; or declines it",
  })
  @Needs("TAX_APPROVE")
  @RequiresIdempotency()
  decideTaxProfile(
    @Arg("input", () => DecideTaxProfileInput, { description: "Which one, and whether" })
    input: DecideTaxProfileInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideTaxProfile, decideTaxProfile(this.#deps));
  }

  @Query(() => TaxProfileConnection, {
    nullable: true,
    description: "As whom partners are and were taxed, the latest first; a partner sees its own",
  })
  @Needs("TAX_READ")
  taxProfiles(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => TaxProfileFilterInput, { nullable: true, description: "Which ones" })
    filter: TaxProfileFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "taxProfiles",
      type: "TaxProfile",
      args,
      order: [descending("proposedAt"), descending("id")],
      ...filterOf(filter),
    });
  }

  async #touch<Input extends { readonly taxId?: string | null }, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<TaxProfileTouched> | Refusal>,
  ) {
    const { database, reading, taxVault } = this.#deps;
    const { taxId } = input;
    // by what is kept of a call nobody shall be able to try numbers out
    const isNumber = typeof taxId === "string";
    const mark = isNumber ? taxVault.mark(compactNumber(taxId)).toString("hex") : null;
    const command = readWith((reader) => read(reader, input));
    const kept = { ...input, taxId: mark };
    const { outcome, errors } = await perform(database, context, info, kept, command, verb);
    return { taxProfile: reading.answer(outcome?.taxProfileId ?? null), errors };
  }
}
