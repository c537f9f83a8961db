import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, ID, Info, InputType, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import {
  leadPayloadType,
  MoveLeadWithReasonFields,
  readMoveWithReason,
} from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { describedEnum, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { SETTLED_SHARES } from "../domain/transfer.ts";
import type { SettledShares } from "../domain/transfer.ts";
import { transferLead } from "../transfer-lead.ts";
import type { TransferLead } from "../transfer-lead.ts";

const SettledSharesEnum = describedEnum(
  "SettledShares",
  "What becomes of the shares that were settled when the lead became an SQL",
  SETTLED_SHARES,
);

@InputType("TransferLeadInput", {
  description:
    "A lead that is passed on to another partner; reasons of the list TRANSFER. The comment is told to both partners: it must not name either",
})
export class TransferLeadInput extends MoveLeadWithReasonFields {
  @Field(() => ID, { description: "The partner that is to have it, prt_…" })
  partnerId: string;

  @Field(() => SettledSharesEnum, {
    nullable: true,
    description: "What becomes of the shares that were settled; KEEP if left out",
  })
  settledShares?: SettledShares | null;
}

const TransferLeadPayload = leadPayloadType("TransferLeadPayload", "transferLead");

@Resolver()
export class TransferLeadResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => TransferLeadPayload, {
    nullable: true,
    description:
      "Passes a lead on to another partner, and answers with that partner's new lead, which goes on as this one stood: stage, claim, company, persons, protection with the same end, deal. This one ends. Credit that was earned stays, and nothing is earned again. Refused while a conflict is open, or where that partner has the prospect already",
  })
  @Needs("LEADS_TRANSFER")
  @RequiresIdempotency()
  transferLead(
    @Arg("input", () => TransferLeadInput, { description: "Which lead, to whom, and why" })
    input: TransferLeadInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readTransferLead, transferLead(this.#deps));
  }
}

function readTransferLead(reader: InputReader, input: TransferLeadInput): TransferLead {
  return {
    ...readMoveWithReason(reader, input),
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    settledShares: input.settledShares ?? "KEEP",
  };
}
