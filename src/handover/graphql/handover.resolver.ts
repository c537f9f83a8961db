import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import {
  leadPayloadType,
  readDecisionWithReason,
  readMove,
  readMoveForReason,
} from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { acceptLead } from "../accept-lead.ts";
import { promoteLead } from "../promote-lead.ts";
import { rejectLead } from "../reject-lead.ts";
import { reopenLead } from "../reopen-lead.ts";
import { resumeLead } from "../resume-lead.ts";
import { returnLead } from "../return-lead.ts";

import {
  AcceptLeadInput,
  PromoteLeadInput,
  readAcceptLead,
  readReturnLead,
  RejectLeadInput,
  ReopenLeadInput,
  ResumeLeadInput,
  ReturnLeadInput,
} from "./handover.input.ts";

const AcceptLeadPayload = leadPayloadType("AcceptLeadPayload", "acceptLead");
const PromoteLeadPayload = leadPayloadType("PromoteLeadPayload", "promoteLead");
const ResumeLeadPayload = leadPayloadType("ResumeLeadPayload", "resumeLead");
const ReopenLeadPayload = leadPayloadType("ReopenLeadPayload", "reopenLead");
const RejectLeadPayload = leadPayloadType("RejectLeadPayload", "rejectLead");
const ReturnLeadPayload = leadPayloadType("ReturnLeadPayload", "returnLead");

@Resolver()
export class HandoverResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => AcceptLeadPayload, {
    nullable: true,
    description:
      "Sales accepts a lead and names its owner, who sees the contact from now on. MATCHING_PENDING until it was compared with all others, CONFLICT_OPEN while another claims the prospect, PROSPECT_PROTECTED while it is protected for another lead, CHECKLIST_INCOMPLETE where something that its program asks for is not confirmed",
  })
  @Needs("LEADS_TRIAGE")
  acceptLead(
    @Arg("input", () => AcceptLeadInput, { description: "Which lead, and whose it becomes" })
    input: AcceptLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readAcceptLead, acceptLead(this.#deps));
  }

  @Mutation(() => RejectLeadPayload, {
    nullable: true,
    description:
      "Sales refuses a lead before acceptance. Its partner learns the partner-facing code of the reason",
  })
  @Needs("LEADS_TRIAGE")
  rejectLead(
    @Arg("input", () => RejectLeadInput, { description: "Which lead, and why" })
    input: RejectLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(
      context,
      info,
      input,
      readDecisionWithReason,
      rejectLead(this.#deps),
    );
  }

  @Mutation(() => ReturnLeadPayload, {
    nullable: true,
    description:
      "Sales returns a lead for now, with a day to look at it again. Credit that it earned stays",
  })
  @Needs("LEADS_TRIAGE")
  returnLead(
    @Arg("input", () => ReturnLeadInput, { description: "Which lead, why, and until when" })
    input: ReturnLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readReturnLead, returnLead(this.#deps));
  }

  @Mutation(() => PromoteLeadPayload, {
    nullable: true,
    description: "Marketing raises a submitted lead to MQL by hand; sales accepts it as before",
  })
  @Needs("LEADS_PROMOTE")
  promoteLead(
    @Arg("input", () => PromoteLeadInput, { description: "Which lead" }) input: PromoteLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMove, promoteLead(this.#deps));
  }

  @Mutation(() => ResumeLeadPayload, {
    nullable: true,
    description:
      "The vendor takes a returned lead up again: it is in review, as MQL. A milestone that was credited earns nothing again",
  })
  @Needs("LEADS_TRIAGE")
  resumeLead(
    @Arg("input", () => ResumeLeadInput, { description: "Which lead" }) input: ResumeLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMove, resumeLead(this.#deps));
  }

  @Mutation(() => ReopenLeadPayload, {
    nullable: true,
    description:
      "A sales manager begins a lost, expired, disqualified or rejected lead anew, within 90 days: it is in review, claimed as of now. What it earned stays and is not earned again",
  })
  @Needs("LEADS_REOPEN")
  reopenLead(
    @Arg("input", () => ReopenLeadInput, { description: "Which lead, and why" })
    input: ReopenLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMoveForReason, reopenLead(this.#deps));
  }
}
