import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Mutation,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { readEvidence } from "../domain/evidence.ts";
import type { EvidenceKind } from "../domain/evidence.ts";
import type { MoveLeadDeps } from "../move-lead.ts";
import { submitEvidence } from "../submit-evidence.ts";
import type { SubmitEvidence } from "../submit-evidence.ts";

import { EvidenceConnection } from "./evidence.type.ts";
import { EvidenceKindEnum } from "./lead-enums.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { LeadType } from "./lead.type.ts";
import { MoveLeadFields, readMove } from "./move.input.ts";

@InputType("EvidenceInput", { description: "One piece of evidence: a file or a link" })
export class EvidenceInput {
  @Field(() => EvidenceKindEnum, { description: "What sort it is" })
  kind: EvidenceKind;

  @Field(() => String, {
    nullable: true,
    description: "What it shows, for both sides, up to 2,000 characters",
  })
  note?: string | null;

  @Field(() => ID, { nullable: true, description: "A file that was sent for EVIDENCE, upl_…" })
  uploadId?: string | null;

  @Field(() => String, { nullable: true, description: "A link that starts with https://" })
  url?: string | null;
}

@InputType("SubmitEvidenceInput", { description: "Evidence that is added to a lead" })
export class SubmitEvidenceInput extends MoveLeadFields {
  @Field(() => [EvidenceInput], { description: "1 to 10 files and links" })
  items: EvidenceInput[];
}

const SubmitEvidencePayload = leadPayloadType("SubmitEvidencePayload", "submitEvidence");

@Resolver(() => LeadType)
export class EvidenceResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => SubmitEvidencePayload, {
    nullable: true,
    description:
      "Adds files and links to an open lead, of the caller's side, for both sides to see. What was added stays",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  submitEvidence(
    @Arg("input", () => SubmitEvidenceInput, { description: "Which lead, and what speaks for it" })
    input: SubmitEvidenceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readSubmission, submitEvidence(this.#deps));
  }

  @FieldResolver(() => EvidenceConnection, {
    nullable: true,
    description: "The evidence that was added to it, oldest first",
  })
  evidence(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

function readSubmission(reader: InputReader, input: SubmitEvidenceInput): SubmitEvidence {
  return { ...readMove(reader, input), items: readEvidence(reader, input.items) };
}
