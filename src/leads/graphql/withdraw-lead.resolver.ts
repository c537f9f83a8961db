import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, InputType, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import type { MoveLeadDeps } from "../move-lead.ts";
import { withdrawLead } from "../withdraw-lead.ts";

import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { MoveLeadFields, readMove } from "./move.input.ts";

@InputType("WithdrawLeadInput", { description: "A lead that its partner takes back" })
export class WithdrawLeadInput extends MoveLeadFields {}

const WithdrawLeadPayload = leadPayloadType("WithdrawLeadPayload", "withdrawLead");

@Resolver()
export class WithdrawLeadResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => WithdrawLeadPayload, {
    nullable: true,
    description: "The partner takes a lead back, in SUBMITTED or MQL. It can be registered again",
  })
  @Needs("LEADS_WRITE")
  withdrawLead(
    @Arg("input", () => WithdrawLeadInput, { description: "Which lead" }) input: WithdrawLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMove, withdrawLead(this.#deps));
  }
}
