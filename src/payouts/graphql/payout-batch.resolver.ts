import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { PartnerType } from "../../partners/index.ts";
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
import { descending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { approvePayoutBatch } from "../approve-payout-batch.ts";
import { cancelPayoutBatch } from "../cancel-payout-batch.ts";
import { draftPayoutBatch } from "../draft-payout-batch.ts";
import type { BatchTouched, PayoutDeps } from "../draft-payout-batch.ts";
import type { Rendering } from "../render-bank-files.ts";
import { sendPayoutBatch } from "../send-payout-batch.ts";

import {
  ApprovePayoutBatchInput,
  CancelPayoutBatchInput,
  DraftPayoutBatchInput,
  readApprove,
  readCancel,
  readDraft,
  readSend,
  SendPayoutBatchInput,
} from "./payout-batch.input.ts";
import {
  PayoutBatchConnection,
  PayoutBatchStateEnum,
  PayoutBatchType,
  PayoutLeftOutConnection,
} from "./payout-batch.type.ts";
import { PayoutConnection, PayoutCreditConnection, PayoutType } from "./payout.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "payoutBatch", () => PayoutBatchType, "batch");
const DraftPayoutBatchPayload = payloadType("draftPayoutBatch");
const ApprovePayoutBatchPayload = payloadType("approvePayoutBatch");
const SendPayoutBatchPayload = payloadType("sendPayoutBatch");
const CancelPayoutBatchPayload = payloadType("cancelPayoutBatch");

export interface PayoutResolverDeps extends PayoutDeps {
  readonly reading: Reading;
}

interface PayoutBatchResolverDeps extends PayoutResolverDeps, Rendering {}

@Resolver()
export class PayoutBatchResolver {
  readonly #deps: PayoutBatchResolverDeps;

  constructor(deps: PayoutBatchResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => DraftPayoutBatchPayload, {
    nullable: true,
    description:
      "Puts all that is payable in a currency into payouts, one for each partner, and reserves it in the books. What a partner owes back is set off first, of whichever incentive program and by a payout of its own, unless it is disputed. Left out, with why, is what is held, suspended, reported or disputed, whose partner has no verified account that may be used by now, or that is less than the minimum. Another person approves it",
  })
  @Needs("PAYOUTS_PREPARE")
  @RequiresIdempotency()
  draftPayoutBatch(
    @Arg("input", () => DraftPayoutBatchInput, { description: "What is to be paid" })
    input: DraftPayoutBatchInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDraft, draftPayoutBatch(this.#deps));
  }

  @Mutation(() => ApprovePayoutBatchPayload, {
    nullable: true,
    description:
      "Approves payouts that another person drafted, just as they were shown. Nothing of a batch is approved while credit of it is held, suspended, reported or disputed, or an account of it is not verified any more; nor by who verified an account of it to which nothing was paid before, or who ever worked for one of its partners",
  })
  @Needs("PAYOUTS_APPROVE")
  @RequiresIdempotency()
  approvePayoutBatch(
    @Arg("input", () => ApprovePayoutBatchInput, { description: "Which batch, as it was read" })
    input: ApprovePayoutBatchInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readApprove, approvePayoutBatch(this.#deps));
  }

  @Mutation(() => SendPayoutBatchPayload, {
    nullable: true,
    description:
      "Lets an approved batch go to the bank, by another person than who drafted it, and renders its files. What stands in its way is asked once more. It is not paid by that: the bank books each payout",
  })
  @NeedsOneOf("PAYOUTS_EXPORT", "PAYOUTS_APPROVE")
  @RequiresIdempotency()
  sendPayoutBatch(
    @Arg("input", () => SendPayoutBatchInput, { description: "Which batch" })
    input: SendPayoutBatchInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readSend, sendPayoutBatch(this.#deps));
  }

  @Mutation(() => CancelPayoutBatchPayload, {
    nullable: true,
    description:
      "Withdraws a batch that was not sent, by whoever prepares or approves payouts: its credits are payable again, and are in the next one. Never once anything of it was entered at the bank",
  })
  @NeedsOneOf("PAYOUTS_PREPARE", "PAYOUTS_APPROVE")
  @RequiresIdempotency()
  cancelPayoutBatch(
    @Arg("input", () => CancelPayoutBatchInput, { description: "Which batch, and why" })
    input: CancelPayoutBatchInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readCancel, cancelPayoutBatch(this.#deps));
  }

  @Query(() => PayoutBatchConnection, {
    nullable: true,
    description: "Batches of payouts, the latest first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  payoutBatches(
    @Arg("state", () => PayoutBatchStateEnum, {
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
      name: "payoutBatches",
      type: "PayoutBatch",
      args,
      order: [descending("draftedAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<BatchTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { payoutBatch: reading.answer(outcome?.payoutBatchId ?? null), errors };
  }
}

/** What is in a batch, and what is not. */
@Resolver(() => PayoutBatchType)
export class PayoutBatchFieldsResolver {
  @FieldResolver(() => PayoutConnection, {
    nullable: true,
    description: "Its payouts, in the order of their ids",
  })
  @Needs("LEDGER_READ")
  payouts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => PayoutLeftOutConnection, {
    nullable: true,
    description: "What was payable and is not in it, with why, partner by partner",
  })
  @Needs("LEDGER_READ")
  leftOut(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

/** The credits of a payout. */
@Resolver(() => PayoutType)
export class PayoutCreditsResolver {
  @FieldResolver(() => PayoutCreditConnection, {
    nullable: true,
    description: "What it pays of which credits, in the order of their ids",
  })
  @Needs("PAYOUTS_READ")
  credits(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

/** The payouts of a partner. */
@Resolver(() => PartnerType)
export class PartnerPayoutsResolver {
  @FieldResolver(() => PayoutConnection, {
    nullable: true,
    description: "What it was and is paid, the latest first",
  })
  @Needs("PAYOUTS_READ")
  payouts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
