import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
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
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import { appealReversal } from "../appeal-reversal.ts";
import type { ReversalAppealed } from "../appeal-reversal.ts";
import { decideReversalAppeal } from "../decide-reversal-appeal.ts";

import { CreditType } from "./credit.type.ts";
import {
  AppealReversalInput,
  DecideReversalAppealInput,
  readAppealReversal,
  readDecideReversalAppeal,
} from "./reversal-appeal.input.ts";
import {
  ReversalAppealConnection,
  ReversalAppealStateEnum,
  ReversalAppealType,
} from "./reversal-appeal.type.ts";
import type { ReversalResolverDeps } from "./reversal.resolver.ts";

const payload = (verb: string) => payloadOf(verb, "appeal", () => ReversalAppealType, "appeal");
const AppealPayload = payload("appealReversal");
const DecidePayload = payload("decideReversalAppeal");

/** What partners say against credit being taken back. */
@Resolver(() => ReversalAppealType)
export class ReversalAppealResolver {
  readonly #deps: ReversalResolverDeps;

  constructor(deps: ReversalResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ReversalAppealConnection, {
    nullable: true,
    description:
      "The appeals against credit being taken back, the oldest first; a partner sees its own",
  })
  @Needs("CREDITS_READ")
  reversalAppeals(
    @Arg("state", () => ReversalAppealStateEnum, {
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
      name: "reversalAppeals",
      type: "ReversalAppeal",
      args,
      order: [ascending("openedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => AppealPayload, {
    nullable: true,
    description:
      "The partner appeals that its credit was taken back: once, within the days of the lead's program. Somebody who took no part decides",
  })
  @Needs("LEADS_WRITE")
  appealReversal(
    @Arg("input", () => AppealReversalInput, { description: "Which credit, and on what grounds" })
    input: AppealReversalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readAppealReversal, appealReversal(this.#deps));
  }

  @Mutation(() => DecidePayload, {
    nullable: true,
    description:
      "Decides over the appeal of a partner whose credit was taken back; not for whoever took part. Upheld, it is credited again",
  })
  @Needs("CONFLICTS_RESOLVE")
  @RequiresIdempotency()
  decideReversalAppeal(
    @Arg("input", () => DecideReversalAppealInput, { description: "What becomes of it" })
    input: DecideReversalAppealInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = decideReversalAppeal(this.#deps);
    return this.#run(context, info, input, readDecideReversalAppeal, verb);
  }

  @FieldResolver(() => CreditType, {
    nullable: true,
    description: "The credit that was taken back",
  })
  credit(): never {
    return readWithItsObject();
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<ReversalAppealed> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { appeal: reading.answer(outcome?.appealId ?? null), errors };
  }
}

/** Whether its partner wants it back. */
@Resolver(() => CreditType)
export class AppealedCreditResolver {
  @FieldResolver(() => ReversalAppealType, {
    nullable: true,
    description: "What its partner said against its being taken back",
  })
  appeal(): never {
    return readWithItsObject();
  }
}
