import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import { decideAttributionDispute } from "../decide-attribution-dispute.ts";
import { disputeAttribution } from "../dispute-attribution.ts";
import type { AttributionDisputeTouched } from "../dispute-attribution.ts";

import {
  AttributionDisputeConnection,
  AttributionDisputeType,
  DisputeStateEnum,
} from "./attribution-dispute.type.ts";
import {
  DecideAttributionDisputeInput,
  DisputeAttributionInput,
  readDecideDispute,
  readDispute,
} from "./settlement.input.ts";
import type { SettlementResolverDeps } from "./settlement.resolver.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "attributionDispute", () => AttributionDisputeType, "dispute");
const DisputeAttributionPayload = payloadType("disputeAttribution");
const DecideAttributionDisputePayload = payloadType("decideAttributionDispute");

@Resolver()
export class AttributionDisputeResolver {
  readonly #deps: SettlementResolverDeps;

  constructor(deps: SettlementResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => DisputeAttributionPayload, {
    nullable: true,
    description:
      "Disputes what was settled of a lead, within 180 days: a partner of its own lead, or of one of which it has a credit; the vendor of any. It is decided within 14 days",
  })
  @NeedsOneOf("LEADS_WRITE", "ATTRIBUTION_WRITE", "CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  async disputeAttribution(
    @Arg("input", () => DisputeAttributionInput, { description: "What, and why" })
    input: DisputeAttributionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readDispute(reader, input));
    const verb = disputeAttribution(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => DecideAttributionDisputePayload, {
    nullable: true,
    description:
      "Decides a dispute, for nobody who opened it, qualified the lead or settled it: what was settled stands, or the lead is owed otherwise from now on, and what it has earned goes to those who have it then",
  })
  @Needs("CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  async decideAttributionDispute(
    @Arg("input", () => DecideAttributionDisputeInput, { description: "Which one, and how" })
    input: DecideAttributionDisputeInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readDecideDispute(reader, input));
    const verb = decideAttributionDispute(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Query(() => AttributionDisputeConnection, {
    nullable: true,
    description:
      "The disputes over what leads are owed, the oldest first; a partner sees its own alone",
  })
  @Needs("LEADS_READ")
  attributionDisputes(
    @Arg("state", () => DisputeStateEnum, {
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
      name: "attributionDisputes",
      type: "AttributionDispute",
      args,
      order: [ascending("openedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  #answer({ outcome, errors }: Performed<Done<AttributionDisputeTouched>>) {
    const id = outcome?.attributionDisputeId ?? null;
    return { attributionDispute: this.#deps.reading.answer(id), errors };
  }
}

/** The disputes over a lead. */
@Resolver(() => LeadType)
export class LeadDisputesResolver {
  @FieldResolver(() => AttributionDisputeConnection, {
    nullable: true,
    description: "The disputes over what it is owed, the latest first; a partner sees its own",
  })
  attributionDisputes(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
