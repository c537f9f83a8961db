import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { LeadMutations, MoveLeadDeps } from "../../leads/index.ts";
import { leadPayloadType } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { describedEnum, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { MERGE_SPLITS } from "../../protection/index.ts";
import type { MergeSplit } from "../../protection/index.ts";
import { mergeLeads } from "../merge-leads.ts";
import type { MergeLeads } from "../merge-leads.ts";

const MergeSplitEnum = describedEnum(
  "MergeSplit",
  "Whose is what a prospect earns of which leads were merged; what was earned before stays",
  MERGE_SPLITS,
);

/** Leads that are merged in one call. */
const MOST_LEADS = 10;
const WHOLE = 1_000_000;

@InputType("MergeShareInput", { description: "What one of the merged leads weighs" })
export class MergeShareInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => Int, { description: "In parts per million, 0 to 1,000,000" })
  sharePpm: number;
}

@InputType("MergeLeadsInput", { description: "Leads that name one prospect" })
export class MergeLeadsInput {
  @Field(() => [ID], { description: "The leads, lead_…: 2 to 10, the survivor among them" })
  leadIds: string[];

  @Field(() => ID, {
    nullable: true,
    description:
      "The lead in which the others go on; the one that claimed first if left out. The partner of one that claimed later sees from then on since when the first had claimed",
  })
  survivorId?: string | null;

  @Field(() => MergeSplitEnum, { description: "Whose is what the prospect earns from now on" })
  split: MergeSplit;

  @Field(() => [MergeShareInput], {
    nullable: true,
    description:
      "For SPLIT: what each of the leads weighs; together 1,000,000. A lead that shares its prospect already divides its part with those as before; one of a partner that took the prospect as an offer weighs 0",
  })
  shares?: MergeShareInput[] | null;

  @Field(() => String, { description: "Why, for the vendor alone: 1 to 2,000 characters" })
  reason: string;

  @Field(() => String, {
    nullable: true,
    description:
      "Told to the partners of all the leads, up to 2,000 characters; it must not name anybody",
  })
  comment?: string | null;
}

const MergeLeadsPayload = leadPayloadType("MergeLeadsPayload", "mergeLeads");

@Resolver()
export class MergeLeadsResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => MergeLeadsPayload, {
    nullable: true,
    description:
      "Merges leads that name one prospect, and answers with the one that goes on: its claim is the earliest of all, and it has reached what any of them had, so that nothing is earned twice. The others end; each partner keeps its own as it is. Nothing is posted, and it is not undone",
  })
  @Needs("LEADS_MERGE")
  @RequiresIdempotency()
  mergeLeads(
    @Arg("input", () => MergeLeadsInput, {
      description: "Which leads, and whose is what they earn",
    })
    input: MergeLeadsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readMergeLeads, mergeLeads(this.#deps));
  }
}

function readMergeLeads(reader: InputReader, input: MergeLeadsInput): MergeLeads {
  const { leadIds } = input;
  if (leadIds.length < 2 || leadIds.length > MOST_LEADS)
    reader.report(["leadIds"], `must name 2 to ${MOST_LEADS} leads, got ${leadIds.length}`);
  if (new Set(leadIds).size !== leadIds.length)
    reader.report(["leadIds"], "must name each lead once");
  const shares = input.shares ?? [];
  if (shares.length > MOST_LEADS)
    reader.report(["shares"], `may name ${MOST_LEADS} leads, got ${shares.length}`);
  return {
    leadIds: leadIds
      .slice(0, MOST_LEADS)
      .map((id, index) => reader.id(["leadIds", index], "lead", id)),
    survivorId:
      typeof input.survivorId === "string"
        ? reader.id(["survivorId"], "lead", input.survivorId)
        : null,
    split: input.split,
    shares: shares.slice(0, MOST_LEADS).map((share, index) => readShare(reader, share, index)),
    reason: reader.text(["reason"], input.reason, 2_000, "many"),
    comment: reader.optionalText(["comment"], input.comment, 2_000, "many"),
  };
}

function readShare(reader: InputReader, { leadId, sharePpm }: MergeShareInput, index: number) {
  if (sharePpm < 0 || sharePpm > WHOLE)
    reader.report(["shares", index, "sharePpm"], `must be 0 to 1,000,000, got ${sharePpm}`);
  return { leadId: reader.id(["shares", index, "leadId"], "lead", leadId), sharePpm };
}
