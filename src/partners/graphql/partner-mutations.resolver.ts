import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import type { PartnerId, PartnerTierId } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Performed } from "../../platform/graphql/index.ts";
import type { Done, Outcome } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { createPartnerTier } from "../create-partner-tier.ts";
import type { CreatePartnerDeps } from "../create-partner.ts";
import { createPartner } from "../create-partner.ts";
import { recordRecruiter } from "../record-recruiter.ts";
import { setPartnerState } from "../set-partner-state.ts";
import { setPartnerTier } from "../set-partner-tier.ts";
import { setTierLimits } from "../set-tier-limits.ts";

import {
  CreatePartnerInput,
  CreatePartnerTierInput,
  readPartner,
  readPartnerState,
  readPartnerTier,
  readTier,
  readTierLimits,
  SetPartnerStateInput,
  SetPartnerTierInput,
  SetTierLimitsInput,
} from "./partner.input.ts";
import { readRecruiter, RecordRecruiterInput } from "./recruiter.input.ts";
import type { PartnerPayload, TierPayload } from "./partner.payload.ts";
import {
  CreatePartnerPayload,
  CreatePartnerTierPayload,
  RecordRecruiterPayload,
  SetPartnerStatePayload,
  SetPartnerTierPayload,
  SetTierLimitsPayload,
} from "./partner.payload.ts";

export interface PartnerMutationsDeps extends CreatePartnerDeps {
  readonly reading: Reading;
}

@Resolver()
export class PartnerMutationsResolver {
  readonly #deps: PartnerMutationsDeps;

  constructor(deps: PartnerMutationsDeps) {
    this.#deps = deps;
  }

  @Mutation(() => CreatePartnerPayload, {
    nullable: true,
    description: "Enters a firm as a partner; its first member is invited next",
  })
  @Needs("PARTNERS_WRITE")
  @RequiresIdempotency()
  async createPartner(
    @Arg("input", () => CreatePartnerInput, { description: "The firm" }) input: CreatePartnerInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PartnerPayload> {
    const read = readWith((reader) => readPartner(reader, input));
    const verb = createPartner(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => SetPartnerStatePayload, {
    nullable: true,
    description:
      "Sets where a partner stands. Its members and API keys may do what that leaves, within a minute; a terminated partner stays terminated",
  })
  @Needs("PARTNERS_WRITE")
  async setPartnerState(
    @Arg("input", () => SetPartnerStateInput, { description: "Which partner, and where" })
    input: SetPartnerStateInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PartnerPayload> {
    const read = readWith((reader) => readPartnerState(reader, input));
    const verb = setPartnerState(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => SetPartnerTierPayload, {
    nullable: true,
    description:
      "Puts a partner on another tier, or on none, from now on. What it earned before stays as it was earned",
  })
  @Needs("PARTNERS_WRITE")
  async setPartnerTier(
    @Arg("input", () => SetPartnerTierInput, { description: "Which partner, and which tier" })
    input: SetPartnerTierInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PartnerPayload> {
    const read = readWith((reader) => readPartnerTier(reader, input));
    const verb = setPartnerTier(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => RecordRecruiterPayload, {
    nullable: true,
    description:
      "Records which partner recruited another, or that none did, from now on. Neither of them is told, and who counted before stays on record",
  })
  @Needs("PARTNERS_WRITE")
  async recordRecruiter(
    @Arg("input", () => RecordRecruiterInput, {
      description: "Which partner, and who recruited it",
    })
    input: RecordRecruiterInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PartnerPayload> {
    const read = readWith((reader) => readRecruiter(reader, input));
    const verb = recordRecruiter(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => CreatePartnerTierPayload, {
    nullable: true,
    description: "Adds a rung on which partners can stand",
  })
  @Needs("PARTNERS_WRITE")
  @RequiresIdempotency()
  async createPartnerTier(
    @Arg("input", () => CreatePartnerTierInput, { description: "The rung" })
    input: CreatePartnerTierInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<TierPayload> {
    const read = readWith((reader) => readTier(reader, input));
    const verb = createPartnerTier(this.#deps);
    return this.#answerTier(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => SetTierLimitsPayload, {
    nullable: true,
    description: "Limits how many leads partners of a tier register. What is registered stays",
  })
  @Needs("PARTNERS_WRITE")
  async setTierLimits(
    @Arg("input", () => SetTierLimitsInput, { description: "Which tier, and its limits" })
    input: SetTierLimitsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<TierPayload> {
    const read = readWith((reader) => readTierLimits(reader, input));
    const verb = setTierLimits(this.#deps);
    return this.#answerTier(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answerTier({
    outcome,
    errors,
  }: Performed<Done<Outcome & { readonly tierId: PartnerTierId }>>): TierPayload {
    return { partnerTier: this.#deps.reading.answer(outcome?.tierId ?? null), errors };
  }

  #answer({
    outcome,
    errors,
  }: Performed<Done<Outcome & { readonly partnerId: PartnerId }>>): PartnerPayload {
    return { partner: this.#deps.reading.answer(outcome?.partnerId ?? null), errors };
  }
}
