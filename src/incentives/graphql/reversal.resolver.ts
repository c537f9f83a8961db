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
import { ascending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideReversal } from "../decide-reversal.ts";
import { reverseCredit } from "../reverse-credit.ts";
import type { CreditReversed, ReverseCreditDeps } from "../reverse-credit.ts";

import {
  DecideReversalInput,
  readDecideReversal,
  readReverseCredit,
  ReverseCreditInput,
} from "./reversal.input.ts";
import {
  CreditReversalConnection,
  CreditReversalType,
  ReversalStateEnum,
} from "./reversal.type.ts";

export interface ReversalResolverDeps extends ReverseCreditDeps {
  readonly reading: Reading;
}

const payload = (verb: string) => payloadOf(verb, "reversal", () => CreditReversalType, "reversal");
const ReversePayload = payload("reverseCredit");
const DecidePayload = payload("decideReversal");

/** Credit that is taken back. */
@Resolver()
export class ReversalResolver {
  readonly #deps: ReversalResolverDeps;

  constructor(deps: ReversalResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => CreditReversalConnection, {
    nullable: true,
    description: "Credit that was taken back or is to be, the oldest first",
  })
  @NeedsOneOf(
    "CREDITS_ADJUST",
    "CREDITS_APPROVE",
    "LEADS_REOPEN",
    "CONFLICTS_RESOLVE",
    "AUDIT_READ",
  )
  creditReversals(
    @Arg("state", () => ReversalStateEnum, {
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
      name: "creditReversals",
      type: "CreditReversal",
      args,
      order: [ascending("requestedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => ReversePayload, {
    nullable: true,
    description:
      "Takes back what a lead earned at a milestone, of all who share it, for one of six reasons; of FRAUD another person has to confirm it. Never since a deal was lost. Its partners are told, and may appeal",
  })
  @NeedsOneOf("CREDITS_ADJUST", "LEADS_REOPEN")
  @RequiresIdempotency()
  reverseCredit(
    @Arg("input", () => ReverseCreditInput, { description: "Which credit, and why" })
    input: ReverseCreditInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readReverseCredit, reverseCredit(this.#deps));
  }

  @Mutation(() => DecidePayload, {
    nullable: true,
    description:
      "Confirms a fraud that another person reported, and takes the credit back; or lets it stand",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  decideReversal(
    @Arg("input", () => DecideReversalInput, { description: "What becomes of it" })
    input: DecideReversalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readDecideReversal, decideReversal(this.#deps));
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<CreditReversed> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { reversal: reading.answer(outcome?.reversalId ?? null), errors };
  }
}
