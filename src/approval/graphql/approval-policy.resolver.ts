import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import { decideApprovalPolicy } from "../decide-approval-policy.ts";
import { endApprovalPolicy } from "../end-approval-policy.ts";
import { saveApprovalPolicy } from "../save-approval-policy.ts";
import type { PolicyTouched } from "../save-approval-policy.ts";

import {
  DecideApprovalPolicyInput,
  EndApprovalPolicyInput,
  readDecidePolicy,
  readEndPolicy,
  readSavePolicy,
  SaveApprovalPolicyInput,
} from "./approval-policy.input.ts";
import {
  ApprovalPolicyConnection,
  ApprovalPolicyStateEnum,
  ApprovalPolicyType,
} from "./approval-policy.type.ts";
import type { ApprovalResolverDeps } from "./approval.resolver.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "approvalPolicy", () => ApprovalPolicyType, "policy");
const SaveApprovalPolicyPayload = payloadType("saveApprovalPolicy");
const DecideApprovalPolicyPayload = payloadType("decideApprovalPolicy");
const EndApprovalPolicyPayload = payloadType("endApprovalPolicy");

/** Under what credit is approved without a person. */
@Resolver()
export class ApprovalPolicyResolver {
  readonly #deps: ApprovalResolverDeps;

  constructor(deps: ApprovalResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ApprovalPolicyConnection, {
    nullable: true,
    description:
      "Under what credit is, was or is to be approved without a person, the latest drafted first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  approvalPolicies(
    @Arg("state", () => ApprovalPolicyStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "approvalPolicies",
      type: "ApprovalPolicy",
      args,
      order: [descending("draftedAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => SaveApprovalPolicyPayload, {
    nullable: true,
    description:
      "Drafts under what credit is approved without a person. Nothing is, until another person puts it in force. It never changes: another takes its place",
  })
  @Needs("CREDITS_ADJUST")
  @RequiresIdempotency()
  saveApprovalPolicy(
    @Arg("input", () => SaveApprovalPolicyInput, { description: "Limits, delay and why" })
    input: SaveApprovalPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSavePolicy, saveApprovalPolicy(this.#deps));
  }

  @Mutation(() => DecideApprovalPolicyPayload, {
    nullable: true,
    description:
      "Puts a policy in force that another person drafted, in place of the one for the same currency and program; or declines it. What is one's own doing is not approved by a policy that one drafted or put in force",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  decideApprovalPolicy(
    @Arg("input", () => DecideApprovalPolicyInput, { description: "Which policy, and whether" })
    input: DecideApprovalPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecidePolicy, decideApprovalPolicy(this.#deps));
  }

  @Mutation(() => EndApprovalPolicyPayload, {
    nullable: true,
    description:
      "Ends a policy at once: nothing is approved by it any more, and what was stays approved",
  })
  @NeedsOneOf("CREDITS_ADJUST", "CREDITS_APPROVE")
  @RequiresIdempotency()
  endApprovalPolicy(
    @Arg("input", () => EndApprovalPolicyInput, { description: "Which policy, and why" })
    input: EndApprovalPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readEndPolicy, endApprovalPolicy(this.#deps));
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<PolicyTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { approvalPolicy: reading.answer(outcome?.approvalPolicyId ?? null), errors };
  }
}
