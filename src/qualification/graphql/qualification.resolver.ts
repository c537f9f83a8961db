import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType, readDecisionWithReason, readMoveForReason } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { RequiresIdempotency } from "../../platform/graphql/index.ts";
import { changeDeal } from "../change-deal.ts";
import { convertLead } from "../convert-lead.ts";
import { disqualifyLead } from "../disqualify-lead.ts";
import { loseLead } from "../lose-lead.ts";
import { qualifyLead } from "../qualify-lead.ts";
import { undoMove } from "../undo-move.ts";
import { winLead } from "../win-lead.ts";

import {
  ChangeDealInput,
  ConvertLeadInput,
  DisqualifyLeadInput,
  LoseLeadInput,
  QualifyLeadInput,
  readChangeDeal,
  readConvertLead,
  readQualifyLead,
  readWinLead,
  UndoMoveInput,
  WinLeadInput,
} from "./qualification.input.ts";

const QualifyLeadPayload = leadPayloadType("QualifyLeadPayload", "qualifyLead");
const DisqualifyLeadPayload = leadPayloadType("DisqualifyLeadPayload", "disqualifyLead");
const ConvertLeadPayload = leadPayloadType("ConvertLeadPayload", "convertLead");
const WinLeadPayload = leadPayloadType("WinLeadPayload", "winLead");
const ChangeDealPayload = leadPayloadType("ChangeDealPayload", "changeDeal");
const LoseLeadPayload = leadPayloadType("LoseLeadPayload", "loseLead");
const UndoMovePayload = leadPayloadType("UndoMovePayload", "undoMove");

@Resolver()
export class QualificationResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => QualifyLeadPayload, {
    nullable: true,
    description:
      "Sales qualifies an accepted lead to SQL under the criteria in force; its partner's credit is posted in the same transaction. Answers that do not meet them write nothing",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  qualifyLead(
    @Arg("input", () => QualifyLeadInput, {
      description: "Which lead, under which criteria, with which answers",
    })
    input: QualifyLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readQualifyLead, qualifyLead(this.#deps));
  }

  @Mutation(() => DisqualifyLeadPayload, {
    nullable: true,
    description:
      "Sales ends a lead after acceptance. Touches no credit: a reversal is an act of its own",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  disqualifyLead(
    @Arg("input", () => DisqualifyLeadInput, { description: "Which lead, and why" })
    input: DisqualifyLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(
      context,
      info,
      input,
      readDecisionWithReason,
      disqualifyLead(this.#deps),
    );
  }

  @Mutation(() => ConvertLeadPayload, {
    nullable: true,
    description: "Sales opens the opportunity of an SQL",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  convertLead(
    @Arg("input", () => ConvertLeadInput, { description: "Which lead, and what the deal is worth" })
    input: ConvertLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readConvertLead, convertLead(this.#deps));
  }

  @Mutation(() => WinLeadPayload, {
    nullable: true,
    description: "Sales records that the deal was won",
  })
  @Needs("LEADS_QUALIFY")
  @RequiresIdempotency()
  winLead(
    @Arg("input", () => WinLeadInput, { description: "Which lead, and what the deal was worth" })
    input: WinLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readWinLead, winLead(this.#deps));
  }

  @Mutation(() => ChangeDealPayload, {
    nullable: true,
    description:
      "A sales manager corrects what a won deal was worth. What it earned changes by the difference, under the version by which it was earned",
  })
  @Needs("LEADS_REOPEN")
  @RequiresIdempotency()
  changeDeal(
    @Arg("input", () => ChangeDealInput, { description: "Which lead, what it was worth, and why" })
    input: ChangeDealInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readChangeDeal, changeDeal(this.#deps));
  }

  @Mutation(() => LoseLeadPayload, {
    nullable: true,
    description: "Sales records that the deal was lost. Credit that was earned before stays",
  })
  @Needs("LEADS_QUALIFY")
  loseLead(
    @Arg("input", () => LoseLeadInput, { description: "Which lead, and why" }) input: LoseLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readDecisionWithReason, loseLead(this.#deps));
  }

  @Mutation(() => UndoMovePayload, {
    nullable: true,
    description:
      "A sales manager takes the vendor's last move of a lead back, within 24 hours, with what it brought: credit of an SQL is reversed, unless it was approved",
  })
  @Needs("LEADS_REOPEN")
  @RequiresIdempotency()
  undoMove(
    @Arg("input", () => UndoMoveInput, { description: "Which lead, and why" })
    input: UndoMoveInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMoveForReason, undoMove(this.#deps));
  }
}
