import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

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
import { descending } from "../../platform/reading/index.ts";
import { returnPayout } from "../return-payout.ts";
import { settlePayout } from "../settle-payout.ts";
import type { PayoutTouched } from "../settle-payout.ts";

import type { PayoutResolverDeps } from "./payout-batch.resolver.ts";
import { readReturn, readSettle, ReturnPayoutInput, SettlePayoutInput } from "./payout.input.ts";
import { PayoutConnection, PayoutStateEnum, PayoutType } from "./payout.type.ts";

const payloadType = (verb: string) => payloadOf(verb, "payout", () => PayoutType, "payout");
const SettlePayoutPayload = payloadType("settlePayout");
const ReturnPayoutPayload = payloadType("returnPayout");

@Resolver()
export class PayoutResolver {
  readonly #deps: PayoutResolverDeps;

  constructor(deps: PayoutResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => SettlePayoutPayload, {
    nullable: true,
    description:
      "Says that the bank booked a payout, with the day and the reference of its statement: its credits are paid",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  settlePayout(
    @Arg("input", () => SettlePayoutInput, { description: "Which one, and what shows it" })
    input: SettlePayoutInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSettle, settlePayout(this.#deps));
  }

  @Mutation(() => ReturnPayoutPayload, {
    nullable: true,
    description:
      "Says that a payout came back, before or after the bank had booked it: its credits are payable again, by another payout, once the hold on its partner that this places was let go",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  returnPayout(
    @Arg("input", () => ReturnPayoutInput, { description: "Which one, and what shows it" })
    input: ReturnPayoutInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readReturn, returnPayout(this.#deps));
  }

  @Query(() => PayoutConnection, {
    nullable: true,
    description: "What partners were and are paid, the latest first; a partner sees its own alone",
  })
  @Needs("PAYOUTS_READ")
  payouts(
    @Arg("state", () => PayoutStateEnum, {
      nullable: true,
      description: "Only those that are this far; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#deps.reading.page(context, info, {
      name: "payouts",
      type: "Payout",
      args,
      order: [descending("scheduledAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<PayoutTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { payout: reading.answer(outcome?.payoutId ?? null), errors };
  }
}
