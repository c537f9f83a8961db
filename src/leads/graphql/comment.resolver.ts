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
import { addComment } from "../add-comment.ts";
import { addInternalComment } from "../add-internal-comment.ts";
import type { MoveLead, MoveLeadDeps } from "../move-lead.ts";

import { CommentConnection, InternalCommentConnection } from "./comment.type.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { LeadType } from "./lead.type.ts";

const LONGEST = 2_000;

@InputType("AddCommentInput", { description: "What is said of a lead, for both sides to read" })
export class AddCommentInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => String, { description: "Plain text, 1 to 2,000 characters" })
  text: string;
}

@InputType("AddInternalCommentInput", {
  description: "What is said of a lead among the vendor's people",
})
export class AddInternalCommentInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => String, { description: "Plain text, 1 to 2,000 characters" })
  text: string;
}

const AddCommentPayload = leadPayloadType("AddCommentPayload", "addComment");
const AddInternalCommentPayload = leadPayloadType(
  "AddInternalCommentPayload",
  "addInternalComment",
);

@Resolver(() => LeadType)
export class CommentResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => AddCommentPayload, {
    nullable: true,
    description:
      "One side says something of a lead that both read; a decision that closed it is answered by an appeal instead. What was said stays",
  })
  @Needs("COMMENTS_WRITE")
  @RequiresIdempotency()
  addComment(
    @Arg("input", () => AddCommentInput, { description: "Which lead, and what is said" })
    input: AddCommentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readComment, addComment(this.#deps));
  }

  @Mutation(() => AddInternalCommentPayload, {
    nullable: true,
    description:
      "The vendor's people say something among themselves, in any stage. Its partner learns nothing of it: the lead's version and times stay",
  })
  @Needs("COMMENTS_WRITE", "INTERNAL_READ")
  @RequiresIdempotency()
  addInternalComment(
    @Arg("input", () => AddInternalCommentInput, { description: "Which lead, and what is said" })
    input: AddInternalCommentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = addInternalComment(this.#deps);
    return this.#mutations.run(context, info, input, readInternalComment, verb);
  }

  @FieldResolver(() => CommentConnection, {
    nullable: true,
    description: "What both sides said of it, oldest first",
  })
  comments(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => InternalCommentConnection, {
    nullable: true,
    description: "What the vendor's people said of it among themselves, oldest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  internalComments(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

function readComment(reader: InputReader, input: AddCommentInput): MoveLead {
  const { leadId, text } = readInternalComment(reader, input);
  return { leadId, expectedVersion: null, comment: text };
}

function readInternalComment(reader: InputReader, input: AddInternalCommentInput) {
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    text: reader.text(["text"], input.text, LONGEST, "many"),
  };
}
