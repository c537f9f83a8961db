import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import type { CorrectLeadDeps } from "../correct-lead.ts";
import { declineCorrection } from "../decline-correction.ts";
import { takeCorrection } from "../take-correction.ts";
import { updateLead } from "../update-lead.ts";

import { CorrectionProposalConnection } from "./correction-proposal.type.ts";
import {
  DeclineCorrectionInput,
  readDecline,
  readUpdateLead,
  TakeCorrectionInput,
  UpdateLeadInput,
} from "./correction.input.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { LeadType } from "./lead.type.ts";
import { readMove } from "./move.input.ts";

const UpdateLeadPayload = leadPayloadType("UpdateLeadPayload", "updateLead");
const TakeCorrectionPayload = leadPayloadType("TakeCorrectionPayload", "takeCorrection");
const DeclineCorrectionPayload = leadPayloadType("DeclineCorrectionPayload", "declineCorrection");

/** Corrections: at once, or proposed and then taken or declined. */
@Resolver(() => LeadType)
export class CorrectionResolver {
  readonly #deps: CorrectLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: CorrectLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => UpdateLeadPayload, {
    nullable: true,
    description:
      "The partner corrects an open lead. Once it was accepted, a change of its company or of its contact's e-mail address or phone is proposed (`corrections`) to its owner, in place of an open proposal",
  })
  @Needs("LEADS_WRITE")
  updateLead(
    @Arg("input", () => UpdateLeadInput, { description: "Which lead, and what changes" })
    input: UpdateLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readUpdateLead, updateLead(this.#deps));
  }

  @Mutation(() => TakeCorrectionPayload, {
    nullable: true,
    description: "The lead's owner, or a manager, takes the change that its partner proposes",
  })
  @Needs("LEADS_QUALIFY")
  takeCorrection(
    @Arg("input", () => TakeCorrectionInput, { description: "Which lead" })
    input: TakeCorrectionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMove, takeCorrection(this.#deps));
  }

  @Mutation(() => DeclineCorrectionPayload, {
    nullable: true,
    description: "The lead's owner, or a manager, declines the change and tells its partner why",
  })
  @Needs("LEADS_QUALIFY")
  declineCorrection(
    @Arg("input", () => DeclineCorrectionInput, { description: "Which lead, and why" })
    input: DeclineCorrectionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readDecline, declineCorrection(this.#deps));
  }

  @FieldResolver(() => CorrectionProposalConnection, {
    nullable: true,
    description: "The changes that its partner proposed since it was accepted, the newest first",
  })
  corrections(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
