import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver } from "type-graphql";

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
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import { decideWriteOff } from "../decide-write-off.ts";
import { proposeWriteOff } from "../propose-write-off.ts";
import type { WriteOffTouched } from "../propose-write-off.ts";

import {
  DecideWriteOffInput,
  ProposeWriteOffInput,
  readDecideWriteOff,
  readProposeWriteOff,
} from "./clawback.input.ts";
import { stateOf } from "./clawback.reads.ts";
import {
  ClawbackConnection,
  ClawbackStateEnum,
  ClawbackType,
  PayoutOffsetConnection,
  RepaymentConnection,
  WriteOffConnection,
  WriteOffStateEnum,
  WriteOffType,
} from "./clawback.type.ts";
import type { PayoutResolverDeps } from "./payout-batch.resolver.ts";
import { PayoutType } from "./payout.type.ts";

const writeOffPayload = (verb: string) =>
  payloadOf(verb, "writeOff", () => WriteOffType, "write-off");
const ProposeWriteOffPayload = writeOffPayload("proposeWriteOff");
const DecideWriteOffPayload = writeOffPayload("decideWriteOff");

@Resolver()
export class ClawbackResolver {
  readonly #deps: PayoutResolverDeps;

  constructor(deps: PayoutResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => ProposeWriteOffPayload, {
    nullable: true,
    description:
      "Proposes not to ask a partner any more for some of what it owes; another person decides, with decideWriteOff",
  })
  @Needs("PAYOUTS_PREPARE")
  @RequiresIdempotency()
  proposeWriteOff(
    @Arg("input", () => ProposeWriteOffInput, { description: "How much, of what, and why" })
    input: ProposeWriteOffInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readProposeWriteOff, proposeWriteOff(this.#deps));
  }

  @Mutation(() => DecideWriteOffPayload, {
    nullable: true,
    description:
      "Writes off what another person proposed, or says why it goes on being owed; not by who ever worked for the partner",
  })
  @Needs("PAYOUTS_APPROVE")
  @RequiresIdempotency()
  decideWriteOff(
    @Arg("input", () => DecideWriteOffInput, { description: "Which one, and what is said to it" })
    input: DecideWriteOffInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideWriteOff, decideWriteOff(this.#deps));
  }

  @Query(() => ClawbackConnection, {
    nullable: true,
    description:
      "What was taken back of paid credit, the latest first; a partner sees its own alone",
  })
  @Needs("PAYOUTS_READ")
  clawbacks(
    @Arg("partnerId", () => ID, {
      nullable: true,
      description: "Only what this partner owes, prt_…; of all where left out",
    })
    partnerId: string | null,
    @Arg("state", () => ClawbackStateEnum, {
      nullable: true,
      description: "Only those of which this became; all where left out",
    })
    asked: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const given = partnerId ?? null;
    const partner = given === null ? null : uuidOf(idArgument("prt", given, ["partnerId"]));
    const state = asked ?? null;
    return this.#deps.reading.page(context, info, {
      name: "clawbacks",
      type: "Clawback",
      args,
      order: [descending("clawedAt"), descending("id")],
      filter: `${partner} ${state}`,
      where: (column) => {
        const wanted = [sql`true`];
        if (partner !== null) wanted.push(sql`${column("partnerId")} = ${partner}::uuid`);
        const [id, partnerId, endedAt] = [column("id"), column("partnerId"), column("endedAt")];
        if (state !== null)
          wanted.push(sql`${stateOf({ id, partnerId, endedAt })} = ${state}::text`);
        return joinSql(wanted, " and ");
      },
    });
  }

  @Query(() => WriteOffConnection, {
    nullable: true,
    description: "Write-offs that were proposed, the latest first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  writeOffs(
    @Arg("state", () => WriteOffStateEnum, {
      nullable: true,
      description: "Only those of which this became; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "writeOffs",
      type: "WriteOff",
      args,
      order: [descending("proposedAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<WriteOffTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { writeOff: reading.answer(outcome?.writeOffId ?? null), errors };
  }
}

/** How what is owed ends. */
@Resolver(() => ClawbackType)
export class ClawbackFieldsResolver {
  @FieldResolver(() => RepaymentConnection, {
    nullable: true,
    description: "What its partner paid back of it, the latest first",
  })
  @Needs("PAYOUTS_READ")
  repayments(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => WriteOffConnection, {
    nullable: true,
    description: "What was proposed to write off of it, the latest first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  writeOffs(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

/** What a payout sets off. */
@Resolver(() => PayoutType)
export class PayoutOffsetsResolver {
  @FieldResolver(() => PayoutOffsetConnection, {
    nullable: true,
    description:
      "What it is set off against: all of it where its method is OFFSET, in the order of their ids; nothing else",
  })
  @Needs("PAYOUTS_READ")
  offsets(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
