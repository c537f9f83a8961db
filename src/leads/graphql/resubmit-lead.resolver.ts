import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, InputType, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import type { MoveLead, MoveLeadDeps } from "../move-lead.ts";
import { resubmitLead } from "../resubmit-lead.ts";

import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { MoveLeadFields, readMove } from "./move.input.ts";

@InputType("ResubmitLeadInput", {
  description:
    "A returned lead that its partner brings back; comment is required and says what is new",
})
export class ResubmitLeadInput extends MoveLeadFields {}

const ResubmitLeadPayload = leadPayloadType("ResubmitLeadPayload", "resubmitLead");

@Resolver()
export class ResubmitLeadResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => ResubmitLeadPayload, {
    nullable: true,
    description:
      "The partner brings a returned lead back with something new: it is in review again, as MQL. A milestone that was credited earns nothing again",
  })
  @Needs("LEADS_WRITE")
  resubmitLead(
    @Arg("input", () => ResubmitLeadInput, { description: "Which lead, and what is new" })
    input: ResubmitLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readResubmission, resubmitLead(this.#deps));
  }
}

function readResubmission(reader: InputReader, input: ResubmitLeadInput): MoveLead {
  const move = readMove(reader, input);
  const isBlank = (input.comment ?? "").trim() === "";
  if (isBlank)
    reader.report(["comment"], "is missing: say what is new since the lead was returned");
  return move;
}
