import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, Info, Int, Mutation, ObjectType, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { Payload, perform, readWith, UserError } from "../../platform/graphql/index.ts";
import { handOverLead } from "../hand-over-lead.ts";
import { reassignLeadsOf } from "../reassign-leads-of.ts";
import { sendBackLead } from "../send-back-lead.ts";

import {
  HandOverLeadInput,
  readHandOverLead,
  readReassignLeadsOf,
  readSendBackLead,
  ReassignLeadsOfInput,
  SendBackLeadInput,
} from "./hand-over.input.ts";

const HandOverLeadPayload = leadPayloadType("HandOverLeadPayload", "handOverLead");
const SendBackLeadPayload = leadPayloadType("SendBackLeadPayload", "sendBackLead");

@ObjectType("ReassignLeadsOfPayload", {
  description: "Result of reassignLeadsOf",
  simpleResolvers: true,
})
@Payload()
class ReassignLeadsOfPayload {
  @Field(() => Int, {
    nullable: true,
    description: "Leads that were passed on; null where none was",
  })
  reassigned: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "Leads of what was asked for that the person still holds: call again, with another key",
  })
  remaining: number | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

/** Leads that go from one of the vendor's people to another. */
@Resolver()
export class HandOverResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => HandOverLeadPayload, {
    nullable: true,
    description:
      "Whoever holds an SQL, or a manager, hands it over to whoever closes it. Stage, credit and clocks stay; both sides see who owns it now",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_ASSIGN")
  handOverLead(
    @Arg("input", () => HandOverLeadInput, { description: "Which lead, to whom, and what to know" })
    input: HandOverLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readHandOverLead, handOverLead(this.#deps));
  }

  @Mutation(() => SendBackLeadPayload, {
    nullable: true,
    description:
      "Whoever a lead was handed over to, or a manager, sends it back to who had it before, with what was missing. Stage, credit and clocks stay",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_ASSIGN")
  sendBackLead(
    @Arg("input", () => SendBackLeadInput, { description: "Which lead, and why" })
    input: SendBackLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readSendBackLead, sendBackLead(this.#deps));
  }

  @Mutation(() => ReassignLeadsOfPayload, {
    nullable: true,
    description:
      "A manager passes on what somebody holds, up to 100 leads in one call, each as reassignLead does: all of a call's or none",
  })
  @Needs("LEADS_ASSIGN")
  async reassignLeadsOf(
    @Arg("input", () => ReassignLeadsOfInput, { description: "Whose leads, to whom, and why" })
    input: ReassignLeadsOfInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ReassignLeadsOfPayload> {
    const read = readWith((reader) => readReassignLeadsOf(reader, input));
    const verb = reassignLeadsOf(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    const { reassigned = null, remaining = null } = outcome ?? {};
    return { reassigned, remaining, errors };
  }
}
