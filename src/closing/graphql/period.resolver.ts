import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { DEFAULT_ENTITY_ID } from "../../ledger/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  Cost,
  idArgument,
  ListSize,
  PageArgs,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideReopening } from "../decide-reopening.ts";
import { PERIOD_CHECKS } from "../domain/period.ts";
import { hardClosePeriod } from "../hard-close-period.ts";
import { markGlExported } from "../mark-gl-exported.ts";
import { reopenPeriod } from "../reopen-period.ts";
import { softClosePeriod } from "../soft-close-period.ts";
import type { ClosingDeps, PeriodTouched } from "../soft-close-period.ts";
import { periodFaults } from "../store/period-checks.ts";
import type { FoundFaults } from "../store/period-checks.ts";

import {
  DecideReopeningInput,
  DecideReopeningPayload,
  HardClosePeriodInput,
  HardClosePeriodPayload,
  MarkGlExportedInput,
  MarkGlExportedPayload,
  readDecideReopening,
  readMarkGlExported,
  readNamedPeriod,
  readReopenPeriod,
  ReopenPeriodInput,
  ReopenPeriodPayload,
  SoftClosePeriodInput,
  SoftClosePeriodPayload,
} from "./period.input.ts";
import { AccountingPeriodConnection, PeriodCheckType } from "./period.type.ts";

export interface PeriodResolverDeps extends ClosingDeps {
  readonly reading: Reading;
}

/** Periods of the books, and their close. */
@Resolver()
export class PeriodResolver {
  readonly #deps: PeriodResolverDeps;

  constructor(deps: PeriodResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => AccountingPeriodConnection, {
    nullable: true,
    description:
      "The months of the books, the latest first; those to come are opened before something is booked in them",
  })
  @Needs("LEDGER_READ")
  accountingPeriods(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "accountingPeriods",
      type: "AccountingPeriod",
      args,
      order: [descending("startsOn"), descending("id")],
      where: (column) => sql`${column("entityId")} = ${DEFAULT_ENTITY_ID}::uuid`,
    });
  }

  @Query(() => [PeriodCheckType], {
    nullable: true,
    description:
      "Looks at the books of a period as its close does: each check with how often it fails; empty where there is no such period",
  })
  @Needs("LEDGER_READ")
  @Cost(50)
  @ListSize(10)
  async periodChecks(
    @Arg("accountingPeriodId", () => ID, { description: "The period, prd_…" }) given: string,
    @Ctx() context: RequestContext,
  ): Promise<readonly PeriodCheckType[]> {
    const id = idArgument("prd", given, ["accountingPeriodId"]);
    const { session } = callerOf(context);
    const found = await this.#deps.database.read<FoundFaults>(session, periodFaults(id));
    return found.map(({ check, faults }) => ({ check, meaning: PERIOD_CHECKS[check], faults }));
  }

  @Mutation(() => SoftClosePeriodPayload, {
    nullable: true,
    description:
      "Soft-closes a month that is over: what leads earn is booked in the next open one from now on, with its own day; what finance does is still booked in it",
  })
  @Needs("PERIODS_PREPARE")
  @RequiresIdempotency()
  softClosePeriod(
    @Arg("input", () => SoftClosePeriodInput, { description: "Which one" })
    input: SoftClosePeriodInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#perform(context, info, input, readNamedPeriod, softClosePeriod(this.#deps));
  }

  @Mutation(() => HardClosePeriodPayload, {
    nullable: true,
    description:
      "Closes a period that somebody else has soft-closed, once all before it are closed and its books are in order (periodChecks). Nothing is booked in it any more",
  })
  @Needs("PERIODS_CLOSE")
  @RequiresIdempotency()
  hardClosePeriod(
    @Arg("input", () => HardClosePeriodInput, { description: "Which one" })
    input: HardClosePeriodInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#perform(context, info, input, readNamedPeriod, hardClosePeriod(this.#deps));
  }

  @Mutation(() => ReopenPeriodPayload, {
    nullable: true,
    description:
      "Asks to open a closed period again, for some days. It stays closed until somebody else decides it, and for good once it went to the books of the firm",
  })
  @Needs("PERIODS_PREPARE")
  @RequiresIdempotency()
  reopenPeriod(
    @Arg("input", () => ReopenPeriodInput, { description: "Which one, and why" })
    input: ReopenPeriodInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#perform(context, info, input, readReopenPeriod, reopenPeriod(this.#deps));
  }

  @Mutation(() => DecideReopeningPayload, {
    nullable: true,
    description:
      "Opens a period again as somebody else has asked, or declines it. When the days are over it is soft-closed by itself",
  })
  @Needs("PERIODS_CLOSE")
  @RequiresIdempotency()
  decideReopening(
    @Arg("input", () => DecideReopeningInput, { description: "Whether it is" })
    input: DecideReopeningInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#perform(context, info, input, readDecideReopening, decideReopening(this.#deps));
  }

  @Mutation(() => MarkGlExportedPayload, {
    nullable: true,
    description:
      "Says that a closed period went to the books of the firm: it is never opened again, and what comes later is an adjustment in an open one",
  })
  @Needs("PAYOUTS_EXPORT")
  @RequiresIdempotency()
  markGlExported(
    @Arg("input", () => MarkGlExportedInput, { description: "Which one" })
    input: MarkGlExportedInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#perform(context, info, input, readMarkGlExported, markGlExported(this.#deps));
  }

  async #perform<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<PeriodTouched> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { accountingPeriod: reading.answer(outcome?.accountingPeriodId ?? null), errors };
  }
}
