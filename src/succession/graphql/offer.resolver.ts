import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { MoveLeadDeps } from "../../leads/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Performed } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { acceptOffer } from "../accept-offer.ts";
import type { OfferTouched } from "../offer-lead.ts";
import { declineOffer, offerLead, withdrawOffer } from "../offer-lead.ts";

import {
  AcceptOfferInput,
  AcceptOfferPayload,
  DeclineOfferInput,
  DeclineOfferPayload,
  OfferLeadInput,
  OfferLeadPayload,
  readDeclineOffer,
  readOfferLead,
  readTouchOffer,
  WithdrawOfferInput,
  WithdrawOfferPayload,
} from "./offer.input.ts";
import type { OfferPayload } from "./offer.input.ts";
import { OfferConnection, OfferStateEnum, OfferType } from "./offer.type.ts";

/** Leads of the vendor's own that are offered to partners. */
@Resolver(() => OfferType)
export class OfferResolver {
  readonly #deps: MoveLeadDeps;
  readonly #reading: Reading;

  constructor(deps: MoveLeadDeps, reading: Reading) {
    this.#deps = deps;
    this.#reading = reading;
  }

  @Query(() => OfferConnection, {
    nullable: true,
    description: "The offers, the latest first; a partner sees those that were made to it",
  })
  @Needs("LEADS_READ")
  offers(
    @Arg("state", () => OfferStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#reading.page(context, info, {
      name: "offers",
      type: "Offer",
      args,
      order: [descending("offeredAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => OfferLeadPayload, {
    nullable: true,
    description:
      "Offers a lead of the vendor's own to a partner, one offer at a time. The partner sees company, need and value, and the persons once it takes it",
  })
  @Needs("LEADS_TRANSFER")
  @RequiresIdempotency()
  async offerLead(
    @Arg("input", () => OfferLeadInput, { description: "Which lead, and to whom" })
    input: OfferLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<OfferPayload> {
    const read = readWith((reader) => readOfferLead(reader, input));
    const verb = offerLead(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => WithdrawOfferPayload, {
    nullable: true,
    description: "The vendor offers the lead no more",
  })
  @Needs("LEADS_TRANSFER")
  async withdrawOffer(
    @Arg("input", () => WithdrawOfferInput, { description: "Which offer" })
    input: WithdrawOfferInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<OfferPayload> {
    const read = readWith((reader) => readTouchOffer(reader, input));
    const verb = withdrawOffer(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => AcceptOfferPayload, {
    nullable: true,
    description:
      "The partner takes an offer: it has an accepted lead of its own, with the persons, under the protection that the vendor's had. It is never the lead's source",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async acceptOffer(
    @Arg("input", () => AcceptOfferInput, { description: "Which offer" }) input: AcceptOfferInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AcceptOfferPayload> {
    const read = readWith((reader) => readTouchOffer(reader, input));
    const { database } = this.#deps;
    const verb = acceptOffer(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return {
      lead: this.#reading.answer(outcome?.leadId ?? null),
      offer: this.#reading.answer(outcome?.offerId ?? null),
      errors,
    };
  }

  @Mutation(() => DeclineOfferPayload, {
    nullable: true,
    description: "The partner does not want the lead, and says why",
  })
  @Needs("LEADS_WRITE")
  async declineOffer(
    @Arg("input", () => DeclineOfferInput, { description: "Which offer, and why not" })
    input: DeclineOfferInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<OfferPayload> {
    const read = readWith((reader) => readDeclineOffer(reader, input));
    const verb = declineOffer(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: "To whom it was made" })
  @Needs("LEADS_READ", "PARTNERS_READ")
  partner(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The vendor's lead" })
  @Needs("LEADS_READ", "INTERNAL_READ")
  lead(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadType, {
    nullable: true,
    description: "The partner's own lead, once it has taken the offer",
  })
  takenLead(): never {
    return readWithItsObject();
  }

  #answer({ outcome, errors }: Performed<Done<OfferTouched>>): OfferPayload {
    return { offer: this.#reading.answer(outcome?.offerId ?? null), errors };
  }
}
