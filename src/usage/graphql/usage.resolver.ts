import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { decideUsageSignal } from "../decide-usage-signal.ts";
import { recordUsage } from "../record-usage.ts";
import type { UsageDeps } from "../record-usage.ts";
import { setUsageThreshold } from "../set-usage-threshold.ts";

import {
  DecideUsageSignalInput,
  readDecideUsageSignal,
  readRecordUsage,
  readSetUsageThreshold,
  RecordUsageInput,
  SetUsageThresholdInput,
} from "./usage.input.ts";
import {
  RecordUsagePayload,
  UsageSignalConnection,
  UsageSignalStateEnum,
  UsageSignalType,
  UsageThresholdConnection,
  UsageThresholdType,
} from "./usage.type.ts";

const SetUsageThresholdPayload = payloadOf(
  "setUsageThreshold",
  "usageThreshold",
  () => UsageThresholdType,
  "threshold",
);
const DecideUsageSignalPayload = payloadOf(
  "decideUsageSignal",
  "usageSignal",
  () => UsageSignalType,
  "signal",
);

export interface UsageResolverDeps extends UsageDeps {
  readonly reading: Reading;
}

/** What accounts use of the product, and who uses enough. */
@Resolver()
export class UsageResolver {
  readonly #deps: UsageResolverDeps;

  constructor(deps: UsageResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => UsageThresholdConnection, {
    nullable: true,
    description: "From how much use on accounts are and were signalled, the latest first",
  })
  @Needs("INTERNAL_READ")
  usageThresholds(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("setAt"), descending("id")];
    const list = { name: "usageThresholds", type: "UsageThreshold", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Query(() => UsageSignalConnection, {
    nullable: true,
    description: "Accounts that used enough, those found last first; for the vendor alone",
  })
  @Needs("INTERNAL_READ")
  usageSignals(
    @Arg("state", () => UsageSignalStateEnum, {
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
      name: "usageSignals",
      type: "UsageSignal",
      args,
      order: [descending("foundAt"), descending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Mutation(() => RecordUsagePayload, {
    nullable: true,
    description:
      "Records what accounts used of the product, as the vendor's systems tell it: all of it, or nothing. Each counts once under its metric and reference. Who reaches a threshold is found right behind",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  async recordUsage(
    @Arg("input", () => RecordUsageInput, { description: "What was used" }) input: RecordUsageInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database } = this.#deps;
    const command = readWith((reader) => readRecordUsage(reader, input, context.at));
    const verb = recordUsage(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { recorded: outcome?.recorded ?? null, errors };
  }

  @Mutation(() => SetUsageThresholdPayload, {
    nullable: true,
    description:
      "Sets from how much use of the product on an account is signalled: its submitted leads are raised to MQL, or somebody looks. Asked of each account as more of its usage is recorded",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async setUsageThreshold(
    @Arg("input", () => SetUsageThresholdInput, { description: "Of what, and how much" })
    input: SetUsageThresholdInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => readSetUsageThreshold(reader, input));
    const verb = setUsageThreshold(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { usageThreshold: reading.answer(outcome?.usageThresholdId ?? null), errors };
  }

  @Mutation(() => DecideUsageSignalPayload, {
    nullable: true,
    description:
      "Says that somebody looked at an account that uses enough and had no lead: one was registered for it (`registerVendorLead`), or it is left",
  })
  @Needs("LEADS_PROMOTE")
  @RequiresIdempotency()
  async decideUsageSignal(
    @Arg("input", () => DecideUsageSignalInput, { description: "Which, and what came of it" })
    input: DecideUsageSignalInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => readDecideUsageSignal(reader, input));
    const verb = decideUsageSignal(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { usageSignal: reading.answer(outcome?.usageSignalId ?? null), errors };
  }
}
