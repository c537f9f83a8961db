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
  Query,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideStatementDispute } from "../decide-statement-dispute.ts";
import { disputeStatementLine } from "../dispute-statement-line.ts";
import type { StatementDisputeDeps, StatementDisputeTouched } from "../dispute-statement-line.ts";
import { proposeDisputeOutcome } from "../propose-dispute-outcome.ts";
import { withdrawStatementDispute } from "../withdraw-statement-dispute.ts";

import {
  DecideStatementDisputeInput,
  DisputeStatementLineInput,
  ProposeDisputeOutcomeInput,
  readDecide,
  readDispute,
  readPropose,
  readWithdraw,
  WithdrawStatementDisputeInput,
} from "./statement-dispute.input.ts";
import {
  StatementDisputeConnection,
  StatementDisputeStateEnum,
  StatementDisputeType,
} from "./statement-dispute.type.ts";
import { StatementType } from "./statement.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "statementDispute", () => StatementDisputeType, "dispute");
const DisputePayload = payloadType("disputeStatementLine");
const WithdrawPayload = payloadType("withdrawStatementDispute");
const ProposePayload = payloadType("proposeDisputeOutcome");
const DecidePayload = payloadType("decideStatementDispute");

@InputType("StatementDisputeFilter", {
  description: "Conditions on disputes of statements; all that are given must hold",
})
class StatementDisputeFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of this statement, stm_…" })
  statementId?: string | null;

  @Field(() => StatementDisputeStateEnum, {
    nullable: true,
    description: "Only those that stand here",
  })
  state?: string | null;
}

export interface StatementDisputeResolverDeps extends StatementDisputeDeps {
  readonly reading: Reading;
}

/** What partners say against their statements. */
@Resolver()
export class StatementDisputeResolver {
  readonly #deps: StatementDisputeResolverDeps;

  constructor(deps: StatementDisputeResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => DisputePayload, {
    nullable: true,
    description:
      "The partner disputes a line of its statement, or what it misses there, within 60 days after the statement was issued; once while that is open. What is not paid of the line's credit is held until the dispute ends, which is decided within 14 days",
  })
  @Needs("CREDITS_READ", "LEADS_WRITE")
  @RequiresIdempotency()
  disputeStatementLine(
    @Arg("input", () => DisputeStatementLineInput, { description: "What, and why" })
    input: DisputeStatementLineInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDispute, disputeStatementLine(this.#deps));
  }

  @Mutation(() => WithdrawPayload, {
    nullable: true,
    description: "The partner takes its dispute back: what it held is let go",
  })
  @Needs("CREDITS_READ", "LEADS_WRITE")
  @RequiresIdempotency()
  withdrawStatementDispute(
    @Arg("input", () => WithdrawStatementDisputeInput, { description: "Which one" })
    input: WithdrawStatementDisputeInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readWithdraw, withdrawStatementDispute(this.#deps));
  }

  @Mutation(() => ProposePayload, {
    nullable: true,
    description:
      "Proposes how a dispute is answered: another person decides. Upheld names what was booked for the partner since it was opened, by a reversal, a correction of the deal, another settlement or whatever else books it",
  })
  @Needs("CREDITS_ADJUST")
  @RequiresIdempotency()
  proposeDisputeOutcome(
    @Arg("input", () => ProposeDisputeOutcomeInput, { description: "Which one, and how" })
    input: ProposeDisputeOutcomeInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readPropose, proposeDisputeOutcome(this.#deps));
  }

  @Mutation(() => DecidePayload, {
    nullable: true,
    description:
      "Ends a dispute as another person has proposed: its partner is told, and what it held is let go. Or says how it is to be answered instead",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  decideStatementDispute(
    @Arg("input", () => DecideStatementDisputeInput, { description: "Which one, and whether" })
    input: DecideStatementDisputeInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecide, decideStatementDispute(this.#deps));
  }

  @Query(() => StatementDisputeConnection, {
    nullable: true,
    description:
      "What partners say against their statements, the oldest first; a partner sees its own",
  })
  @Needs("CREDITS_READ")
  statementDisputes(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => StatementDisputeFilterInput, {
      nullable: true,
      description: "Which disputes",
    })
    input: StatementDisputeFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { partnerId = null, statementId = null, state = null } = input ?? {};
    const filter = {
      partner:
        partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"])),
      statement:
        statementId === null
          ? null
          : uuidOf(idArgument("stm", statementId, ["filter", "statementId"])),
      state,
    };
    return this.#deps.reading.page(context, info, {
      name: "statementDisputes",
      type: "StatementDispute",
      args,
      order: [ascending("openedAt"), ascending("id")],
      filter,
      where: (column) => {
        const given = [sql`true`];
        if (filter.partner !== null)
          given.push(sql`${column("partnerId")} = ${filter.partner}::uuid`);
        if (filter.statement !== null)
          given.push(sql`${column("statementId")} = ${filter.statement}::uuid`);
        if (state !== null) given.push(sql`${column("state")} = ${state}::text`);
        return joinSql(given, " and ");
      },
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<StatementDisputeTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { statementDispute: reading.answer(outcome?.statementDisputeId ?? null), errors };
  }
}

/** What its partner says against a statement. */
@Resolver(() => StatementType)
export class DisputedStatementResolver {
  @FieldResolver(() => StatementDisputeConnection, {
    nullable: true,
    description: "What its partner says against it, the oldest first",
  })
  @Needs("CREDITS_READ")
  disputes(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
