import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
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
import { approveIncentiveVersion } from "../approve-incentive-version.ts";
import { createIncentiveProgram } from "../create-incentive-program.ts";
import type { IncentiveProgramDeps, IncentiveProgramTouched } from "../create-incentive-program.ts";
import { retireIncentiveVersion } from "../retire-incentive-version.ts";
import { saveIncentiveDraft } from "../save-incentive-draft.ts";
import { withdrawIncentiveDraft } from "../withdraw-incentive-draft.ts";

import {
  ApproveIncentiveVersionInput,
  CreateIncentiveProgramInput,
  readChange,
  readCreateIncentiveProgram,
  readRetireIncentiveVersion,
  readSaveIncentiveDraft,
  RetireIncentiveVersionInput,
  SaveIncentiveDraftInput,
  WithdrawIncentiveDraftInput,
} from "./incentive-program.input.ts";
import {
  IncentiveProgramConnection,
  IncentiveProgramType,
  ProgramVersionConnection,
} from "./incentive-program.type.ts";

export interface IncentiveProgramResolverDeps extends IncentiveProgramDeps {
  readonly reading: Reading;
}

const payload = (verb: string) =>
  payloadOf(verb, "incentiveProgram", () => IncentiveProgramType, "incentive program");
const CreatePayload = payload("createIncentiveProgram");
const SavePayload = payload("saveIncentiveDraft");
const ApprovePayload = payload("approveIncentiveVersion");
const WithdrawPayload = payload("withdrawIncentiveDraft");
const RetirePayload = payload("retireIncentiveVersion");

/** What leads earn: programs, their versions, and how those come about. */
@Resolver(() => IncentiveProgramType)
export class IncentiveProgramResolver {
  readonly #deps: IncentiveProgramResolverDeps;

  constructor(deps: IncentiveProgramResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => IncentiveProgramType, {
    nullable: true,
    description: "One incentive program; null where there is none that the caller may see",
  })
  @Needs("PROGRAMS_READ")
  incentiveProgram(
    @Arg("id", () => ID, { description: "An inc_… id" }) id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.byId(context, info, idArgument("inc", id));
  }

  @Query(() => IncentiveProgramConnection, {
    nullable: true,
    description: "The incentive programs that the caller may see, the oldest first",
  })
  @Needs("PROGRAMS_READ")
  incentivePrograms(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    const listed = { name: "incentivePrograms", type: "IncentiveProgram", args, order };
    return this.#deps.reading.page(context, info, listed);
  }

  @FieldResolver(() => ProgramVersionConnection, {
    nullable: true,
    description: "All its versions, the latest first; a partner sees approved ones alone",
  })
  versions(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @Mutation(() => CreatePayload, {
    nullable: true,
    description: "Makes an incentive program, which pays nothing before a version is approved",
  })
  @Needs("PROGRAMS_WRITE")
  @RequiresIdempotency()
  createIncentiveProgram(
    @Arg("input", () => CreateIncentiveProgramInput, { description: "The incentive program" })
    input: CreateIncentiveProgramInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = createIncentiveProgram(this.#deps);
    return this.#run(context, info, input, readCreateIncentiveProgram, verb);
  }

  @Mutation(() => SavePayload, {
    nullable: true,
    description:
      "Drafts the next version of an incentive program, or says anew all that its draft says. There is one draft at a time",
  })
  @Needs("PROGRAMS_WRITE")
  @RequiresIdempotency()
  saveIncentiveDraft(
    @Arg("input", () => SaveIncentiveDraftInput, { description: "What the draft says" })
    input: SaveIncentiveDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = saveIncentiveDraft(this.#deps);
    return this.#run(context, info, input, readSaveIncentiveDraft, verb);
  }

  @Mutation(() => ApprovePayload, {
    nullable: true,
    description:
      "Approves the draft as it was read; not for whoever drafted or last changed it. It pays from now on, or from its effectiveAt on, and never changes; what was earned before stays",
  })
  @Needs("PROGRAMS_APPROVE")
  @RequiresIdempotency()
  approveIncentiveVersion(
    @Arg("input", () => ApproveIncentiveVersionInput, { description: "Which draft" })
    input: ApproveIncentiveVersionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = approveIncentiveVersion(this.#deps);
    return this.#run(context, info, input, readChange, verb);
  }

  @Mutation(() => WithdrawPayload, {
    nullable: true,
    description:
      "Takes the draft back, or turns it down. It stays among the versions as it was, and keeps its number",
  })
  @NeedsOneOf("PROGRAMS_WRITE", "PROGRAMS_APPROVE")
  @RequiresIdempotency()
  withdrawIncentiveDraft(
    @Arg("input", () => WithdrawIncentiveDraftInput, { description: "Which draft" })
    input: WithdrawIncentiveDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = withdrawIncentiveDraft(this.#deps);
    return this.#run(context, info, input, readChange, verb);
  }

  @Mutation(() => RetirePayload, {
    nullable: true,
    description:
      "Ends an approved version, now or later: the program pays nothing from then on until another begins. One that has not begun never will. What was earned stays",
  })
  @Needs("PROGRAMS_APPROVE")
  @RequiresIdempotency()
  retireIncentiveVersion(
    @Arg("input", () => RetireIncentiveVersionInput, { description: "Which version, and when" })
    input: RetireIncentiveVersionInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = retireIncentiveVersion(this.#deps);
    return this.#run(context, info, input, readRetireIncentiveVersion, verb);
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<IncentiveProgramTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { incentiveProgram: reading.answer(outcome?.incentiveProgramId ?? null), errors };
  }
}
