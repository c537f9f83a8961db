import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import type { LeadMutations } from "../../leads/index.ts";
import { leadPayloadType } from "../../leads/index.ts";
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
import type { Reading } from "../../platform/reading/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import { decideAttributionProposal } from "../decide-attribution-proposal.ts";
import { proposeAttribution } from "../propose-attribution.ts";
import type { AttributionProposalTouched } from "../propose-attribution.ts";
import { settleLeadAnew } from "../settle-lead-anew.ts";
import type { SettlementDeps } from "../settle-otherwise.ts";

import {
  AttributionProposalConnection,
  AttributionProposalType,
  ProposalStateEnum,
} from "./attribution-proposal.type.ts";
import {
  DecideAttributionProposalInput,
  ProposeAttributionInput,
  readDecideProposal,
  readPropose,
  readSettle,
  SettleAttributionInput,
} from "./settlement.input.ts";

const SettleAttributionPayload = leadPayloadType("SettleAttributionPayload", "settleAttribution");
const payloadType = (verb: string) =>
  payloadOf(verb, "attributionProposal", () => AttributionProposalType, "proposal");
const ProposeAttributionPayload = payloadType("proposeAttribution");
const DecideAttributionProposalPayload = payloadType("decideAttributionProposal");

export interface SettlementResolverDeps extends SettlementDeps {
  readonly reading: Reading;
}

@Resolver()
export class SettlementResolver {
  readonly #deps: SettlementResolverDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: SettlementResolverDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => SettleAttributionPayload, {
    nullable: true,
    description:
      "Settles anew to whom an SQL is owed, before its lock: by the policy of then, over the touches known by now. What it has earned is reversed and goes to those who have it then, to be approved anew where it was. Not for whoever recorded a partner's touch that counts",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  settleAttribution(
    @Arg("input", () => SettleAttributionInput, { description: "Which lead, and why" })
    input: SettleAttributionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readSettle, settleLeadAnew(this.#deps));
  }

  @Mutation(() => ProposeAttributionPayload, {
    nullable: true,
    description:
      "Proposes by hand to whom an SQL shall be owed, before its lock. It counts for nothing until another person approves it",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  proposeAttribution(
    @Arg("input", () => ProposeAttributionInput, { description: "Which lead, who has what, why" })
    input: ProposeAttributionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readPropose, proposeAttribution(this.#deps));
  }

  @Mutation(() => DecideAttributionProposalPayload, {
    nullable: true,
    description:
      "Approves what another person has proposed, and the lead is owed so from now on; or declines it",
  })
  @Needs("CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  decideAttributionProposal(
    @Arg("input", () => DecideAttributionProposalInput, { description: "Which one, and whether" })
    input: DecideAttributionProposalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = decideAttributionProposal(this.#deps);
    return this.#touch(context, info, input, readDecideProposal, verb);
  }

  @Query(() => AttributionProposalConnection, {
    nullable: true,
    description: "The proposals of settlements by hand, the oldest first",
  })
  @Needs("ATTRIBUTION_READ")
  attributionProposals(
    @Arg("state", () => ProposalStateEnum, {
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
      name: "attributionProposals",
      type: "AttributionProposal",
      args,
      order: [ascending("proposedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<AttributionProposalTouched> | Refusal>,
  ) {
    const command = readWith((reader) => read(reader, input));
    const { database, reading } = this.#deps;
    const { outcome, errors } = await perform<Command, Done<AttributionProposalTouched>>(
      ...([database, context, info, input, command, verb] as const),
    );
    return { attributionProposal: reading.answer(outcome?.attributionProposalId ?? null), errors };
  }
}
