import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { CreditConnection, NEWEST_CREDIT_FIRST } from "../../incentives/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
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
import type { Reading } from "../../platform/reading/index.ts";
import { decideApproval } from "../decide-approval.ts";
import type { HoldDeps } from "../place-credit-hold.ts";
import { proposeApproval } from "../propose-approval.ts";
import type { ApprovalTouched } from "../propose-approval.ts";
import { isToApprove } from "../store/approval-proposing.ts";

import {
  DecideApprovalInput,
  ProposeApprovalInput,
  readDecide,
  readPropose,
} from "./approval.input.ts";
import {
  ApprovalItemConnection,
  ApprovalProposalConnection,
  ApprovalProposalStateEnum,
  ApprovalProposalType,
} from "./approval.type.ts";

const payloadType = (verb: string) =>
  payloadOf(verb, "approvalProposal", () => ApprovalProposalType, "proposal");
const ProposeApprovalPayload = payloadType("proposeApproval");
const DecideApprovalPayload = payloadType("decideApproval");

export interface ApprovalResolverDeps extends HoldDeps {
  readonly reading: Reading;
}

@Resolver()
export class ApprovalResolver {
  readonly #deps: ApprovalResolverDeps;

  constructor(deps: ApprovalResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => ProposeApprovalPayload, {
    nullable: true,
    description:
      "Proposes to approve credits as they are now, by name or all that can be. Another person approves just that, or nothing of it. Nothing is proposed that is held, of a suspended partner, reported for fraud, disputed, or approved already",
  })
  @Needs("CREDITS_ADJUST")
  @RequiresIdempotency()
  proposeApproval(
    @Arg("input", () => ProposeApprovalInput, { description: "Which credits" })
    input: ProposeApprovalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readPropose, proposeApproval(this.#deps));
  }

  @Mutation(() => DecideApprovalPayload, {
    nullable: true,
    description:
      "Approves what another person has proposed, just as it was shown: each credit becomes payable, but for what has not vested. Or declines it. Nobody approves what they proposed, what they made of a lead, or what a partner earned for which they worked",
  })
  @Needs("CREDITS_APPROVE")
  @RequiresIdempotency()
  decideApproval(
    @Arg("input", () => DecideApprovalInput, { description: "Which proposal, and whether" })
    input: DecideApprovalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#touch(context, info, input, readDecide, decideApproval(this.#deps));
  }

  @Query(() => ApprovalProposalConnection, {
    nullable: true,
    description: "What was proposed to be approved, the latest first; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  approvalProposals(
    @Arg("state", () => ApprovalProposalStateEnum, {
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
      name: "approvalProposals",
      type: "ApprovalProposal",
      args,
      order: [descending("proposedAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Query(() => CreditConnection, {
    nullable: true,
    description:
      "Credits that can be approved now, the newest first: they count, nothing holds them, and nobody approved them; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  creditsToApprove(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("partnerId", () => ID, {
      nullable: true,
      description: "Of this partner, prt_…; of all where left out",
    })
    given: string | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const partnerId = given ?? null;
    const partner = partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["partnerId"]));
    return this.#deps.reading.page(context, info, {
      name: "creditsToApprove",
      type: "Credit",
      args,
      order: NEWEST_CREDIT_FIRST,
      filter: partner,
      where: (column) => sql`${column("reversedAt")} is null and ${column("kind")} <> 'ADJUST'
        and (${partner}::uuid is null or ${column("partnerId")} = ${partner}::uuid)
        and ${isToApprove({ partnerId: column("partnerId"), id: column("id") })}`,
    });
  }

  async #touch<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<ApprovalTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { approvalProposal: reading.answer(outcome?.approvalProposalId ?? null), errors };
  }
}

/** The credits of a proposal. */
@Resolver(() => ApprovalProposalType)
export class ApprovalItemsResolver {
  @FieldResolver(() => ApprovalItemConnection, {
    nullable: true,
    description: "Its credits as they were shown, in the order of their ids",
  })
  @Needs("LEDGER_READ")
  items(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
