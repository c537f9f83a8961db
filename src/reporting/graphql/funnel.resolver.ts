import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { idOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, Cost } from "../../platform/graphql/index.ts";
import { stageFigures } from "../domain/funnel.ts";
import { problemOf } from "../domain/period.ts";
import { funnelCounts } from "../store/funnel-counts.ts";
import type { FunnelCount, FunnelCut } from "../store/funnel-counts.ts";

import { FunnelReportInput, FunnelReportType } from "./funnel.type.ts";
import type { FunnelDimensionValueType, FunnelRowType } from "./funnel.type.ts";
import { boundedRows, MAX_ROWS, readPeriod } from "./report-bounds.ts";

/** No group has counts of more stages than this. */
const STAGES_COUNTED = 13;

@Resolver()
export class FunnelReportResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => FunnelReportType, {
    nullable: true,
    description:
      "Leads by the stages that they reached, and the rates between them: a partner's own, or all partners'",
  })
  @Needs("REPORTS_READ")
  @Cost(50)
  async funnelReport(
    @Arg("input", () => FunnelReportInput, { description: "Which leads, and by what" })
    input: FunnelReportInput,
    @Ctx() context: RequestContext,
  ): Promise<FunnelReportType> {
    const cut = readCut(input);
    const { session } = callerOf(context);
    const limit = MAX_ROWS * STAGES_COUNTED + 1;
    const counts = await funnelCounts(this.#database, session, cut, limit);
    // one group for all is there even where nothing was counted
    const keys = cut.byPartner || cut.byMonth ? [...new Set(counts.map(keyOf))] : [""];
    const byKey = Map.groupBy(counts, keyOf);
    const groups = boundedRows(keys).map((key) => byKey.get(key) ?? []);
    return { ...cut.period, rows: groups.map((group) => toRow(group, cut)) };
  }
}

function readCut(input: FunnelReportInput): FunnelCut {
  return {
    period: readPeriod(input, problemOf),
    byPartner: input.groupBy.includes("PARTNER"),
    byMonth: input.groupBy.includes("MONTH"),
    includeImplied: input.includeImplied,
  };
}

const keyOf = (count: FunnelCount): string =>
  [count.partner_id, count.month].filter((part) => part !== null).join(" ");

function toRow(group: readonly FunnelCount[], cut: FunnelCut): FunnelRowType {
  const [first] = group;
  const dimensions: FunnelDimensionValueType[] = [];
  if (first && first.partner_id !== null) {
    dimensions.push({ dimension: "PARTNER", value: idOf("prt", first.partner_id) });
  }
  if (first && first.month !== null) dimensions.push({ dimension: "MONTH", value: first.month });
  return { dimensions, stages: stageFigures(group, cut.byMonth) };
}
