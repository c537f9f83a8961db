import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost, idArgument, PageArgs } from "../../platform/graphql/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import type { BreachDimension } from "../domain/breaches.ts";
import { problemOfSpan, rateOf } from "../domain/breaches.ts";
import { breachedIn, countBreaches } from "../store/breach-counts.ts";
import type { BreachCount, BreachCut } from "../store/breach-counts.ts";

import { SlaBreachesInput, SlaReportInput, SlaReportType } from "./breach.type.ts";
import type { SlaReportRowType } from "./breach.type.ts";
import { LeadClockConnection } from "./lead-clock.type.ts";

/** More is refused, so that none is missing unseen. */
const MAX_ROWS = 1_000;

/** How the vendor kept its times. */
@Resolver()
export class BreachResolver {
  readonly #database: Database;
  readonly #reading: Reading;

  constructor(database: Database, reading: Reading) {
    this.#database = database;
    this.#reading = reading;
  }

  @Query(() => LeadClockConnection, {
    nullable: true,
    description: "The clocks that ran out, the longest due first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  slaBreaches(
    @Arg("input", () => SlaBreachesInput, { description: "Which clocks" }) input: SlaBreachesInput,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const cut = readCut(input);
    return this.#reading.page(context, info, {
      name: "slaBreaches",
      type: "LeadClock",
      args,
      order: [ascending("dueAt"), ascending("id")],
      filter: cut,
      where: (column) => breachedIn(cut, context.at, column),
    });
  }

  @Query(() => SlaReportType, {
    nullable: true,
    description:
      "How many clocks were met and how many ran out, by clock, program, partner or owner",
  })
  @Needs("REPORTS_READ", "INTERNAL_READ")
  @Cost(50)
  async slaReport(
    @Arg("input", () => SlaReportInput, { description: "Which clocks, and by what" })
    input: SlaReportInput,
    @Ctx() context: RequestContext,
  ): Promise<SlaReportType> {
    const by = new Set(input.groupBy);
    const counts = await countBreaches(
      this.#database,
      callerOf(context).session,
      readCut(input),
      by,
      { at: context.at, limit: MAX_ROWS + 1 },
    );
    if (counts.length > MAX_ROWS)
      throw apiError(
        "LIMIT_EXCEEDED",
        `The report has more than ${MAX_ROWS} rows: ask for a shorter period, or group by less`,
        { counted: "rows", limit: MAX_ROWS },
      );
    return { rows: counts.map((count) => toRow(count, by)) };
  }
}

function readCut(input: SlaBreachesInput): BreachCut {
  const { from, until, programId, partnerId, ownerId } = input;
  const problem = problemOfSpan(from, until);
  if (problem !== null)
    throw apiError("BAD_USER_INPUT", problem, { inputPath: ["input", "until"] });
  return {
    from,
    until,
    clock: input.clock ?? null,
    programId: isGiven(programId) ? idArgument("prg", programId, ["input", "programId"]) : null,
    partnerId: isGiven(partnerId) ? idArgument("prt", partnerId, ["input", "partnerId"]) : null,
    ownerId: isGiven(ownerId) ? idArgument("mem", ownerId, ["input", "ownerId"]) : null,
  };
}

const isGiven = (text: string | null | undefined): text is string => typeof text === "string";

const VALUES: Readonly<Record<BreachDimension, (count: BreachCount) => string | null>> = {
  CLOCK: (count) => count.clock,
  PROGRAM: (count) => count.program_id && idOf("prg", count.program_id),
  PARTNER: (count) => count.partner_id && idOf("prt", count.partner_id),
  OWNER: (count) => count.owner_id && idOf("mem", count.owner_id),
};

function toRow(count: BreachCount, by: ReadonlySet<BreachDimension>): SlaReportRowType {
  const { met, breached, running } = count;
  return {
    dimensions: [...by].map((dimension) => ({ dimension, value: VALUES[dimension](count) })),
    met,
    breached,
    running,
    breachRate: rateOf(breached, met + breached),
  };
}
