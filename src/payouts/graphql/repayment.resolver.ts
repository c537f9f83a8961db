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
import { decideRepayment } from "../decide-repayment.ts";
import { proposeRepayment } from "../propose-repayment.ts";
import type { RepaymentProposalTouched } from "../propose-repayment.ts";
import { recordRepayment } from "../record-repayment.ts";

import {
  ClawbackType,
  RepaymentProposalConnection,
  RepaymentProposalStateEnum,
  RepaymentProposalType,
} from "./clawback.type.ts";
import type { PayoutResolverDeps } from "./payout-batch.resolver.ts";
import {
  DecideRepaymentInput,
  ProposeRepaymentInput,
  readDecideRepayment,
  readProposeRepayment,
  readRepayment,
  RecordRepaymentInput,
} from "./repayment.input.ts";

const RecordRepaymentPayload = payloadOf(
  ...(["recordRepayment", "clawback", () => ClawbackType, "claw-back"] as const),
);
const proposalPayload = (verb: string) =>
  payloadOf(verb, "repaymentProposal", () => RepaymentProposalType, "proposal");
const ProposeRepaymentPayload = proposalPayload("proposeRepayment");
const DecideRepaymentPayload = proposalPayload("decideRepayment");

@Resolver()
export class RepaymentResolver {
  readonly #deps: PayoutResolverDeps;

  constructor(deps: PayoutResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => RecordRepaymentPayload, {
    nullable: true,
    description:
      "Says that a partner paid back some of what it owes by an unmatched credit of the bank's, on its day and under its reference. One entry may pay several claims back, and becomes REPAID with the last of it; without an entry see proposeRepayment. Not by who ever worked for the partner",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  async recordRepayment(
    @Arg("input", () => RecordRepaymentInput, { description: "What was paid back, of what" })
    input: RecordRepaymentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => readRepayment(reader, input));
    const { outcome, errors } = await perform(
      ...([database, context, info, input, command] as const),
      recordRepayment(this.#deps),
    );
    return { clawback: reading.answer(outcome?.clawbackId ?? null), errors };
  }

  @Mutation(() => ProposeRepaymentPayload, {
    nullable: true,
    description:
      "Says that a partner paid back some of what it owes, where no entry of the bank was imported that shows it; another person decides, with decideRepayment. Not by who ever worked for the partner",
  })
  @Needs("PAYOUTS_PREPARE")
  @RequiresIdempotency()
  proposeRepayment(
    @Arg("input", () => ProposeRepaymentInput, {
      description: "How much, of what, and what shows it",
    })
    input: ProposeRepaymentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readProposeRepayment, proposeRepayment(this.#deps));
  }

  @Mutation(() => DecideRepaymentPayload, {
    nullable: true,
    description:
      "Books what another person said was paid back, or says why it goes on being owed; not by who ever worked for the partner",
  })
  @Needs("PAYOUTS_APPROVE")
  @RequiresIdempotency()
  decideRepayment(
    @Arg("input", () => DecideRepaymentInput, { description: "Which one, and what is said to it" })
    input: DecideRepaymentInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecideRepayment, decideRepayment(this.#deps));
  }

  @Query(() => RepaymentProposalConnection, {
    nullable: true,
    description: "Repayments that were proposed, the latest first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  repaymentProposals(
    @Arg("state", () => RepaymentProposalStateEnum, {
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
      name: "repaymentProposals",
      type: "RepaymentProposal",
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
    verb: (call: Call<Command>) => Promise<Done<RepaymentProposalTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { repaymentProposal: reading.answer(outcome?.repaymentProposalId ?? null), errors };
  }
}
