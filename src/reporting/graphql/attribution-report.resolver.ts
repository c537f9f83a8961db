import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { readTouchedLeads, sharesUnder } from "../../attribution/index.ts";
import type { TouchedLead } from "../../attribution/index.ts";
import { Needs } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost, idArgument, toMoneyType } from "../../platform/graphql/index.ts";
import { attributionFigures, leadsText, moneyOf } from "../domain/attribution-figures.ts";
import type { AttributionGroup, Figures, ReportedLead } from "../domain/attribution-figures.ts";
import { problemOf } from "../domain/period.ts";

import { AttributionReportInput, AttributionReportType } from "./attribution-report.type.ts";
import type { AttributionReportRowType } from "./attribution-report.type.ts";
import { boundedRows, readPeriod } from "./report-bounds.ts";

/** So many leads are reckoned for one report. */
const MOST_LEADS = 5_000;

@Resolver()
export class AttributionReportResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => AttributionReportType, {
    nullable: true,
    description: `To whom SQLs are owed, beside what models would give, of up to ${MOST_LEADS} leads: a partner's own part of its own leads, or all partners'`,
  })
  @Needs("REPORTS_READ")
  @Cost(200)
  async attributionReport(
    @Arg("input", () => AttributionReportInput, { description: "Which leads, and by what" })
    input: AttributionReportInput,
    @Ctx() context: RequestContext,
  ): Promise<AttributionReportType> {
    const period = readPeriod(input, problemOf);
    const models = [...new Set(input.models)];
    const { session } = callerOf(context);
    const own = session.partnerId;
    const named = input.partnerId ?? null;
    const asked = named === null ? null : idArgument("prt", named, ["input", "partnerId"]);
    const isOwn = own === null ? sql`true` : sql`lead.partner_id = ${uuidOf(own)}::uuid`;
    const where = sql`${isOwn}
        and lead.sales_qualified_at >= ${period.from}::date - interval '1 day'
        and lead.sales_qualified_at < ${period.to}::date + interval '1 day'
        and (lead.sales_qualified_at at time zone program.time_zone)::date >= ${period.from}::date
        and (lead.sales_qualified_at at time zone program.time_zone)::date < ${period.to}::date`;
    const leads = await readTouchedLeads(this.#database, session, where, MOST_LEADS + 1);
    if (leads.length > MOST_LEADS)
      throw apiError(
        "LIMIT_EXCEEDED",
        `There are more than ${MOST_LEADS} SQLs in the period: ask for a shorter one`,
        { counted: "leads", limit: MOST_LEADS },
      );
    const groupOf = grouping(input.groupBy);
    const reported = leads.map((lead): ReportedLead => ({
      ...lead,
      group: groupOf(lead),
      under: new Map(
        models.map((model) => [
          model,
          sharesUnder({ ...lead.weighing, model }, lead, lead.touches),
        ]),
      ),
    }));
    // another partner's own is nothing that a partner sees
    const only = own ?? asked;
    const isNothing = own !== null && asked !== null && asked !== own;
    const cut = { only, byPartner: input.groupBy.includes("PARTNER"), models };
    const groups = isNothing ? [] : attributionFigures(reported, cut);
    return { ...period, rows: boundedRows(groups).map((group) => toRow(group, input.groupBy)) };
  }
}

/** The program and the month of a lead as far as they are asked for, parted by a space. */
const grouping =
  (by: readonly string[]) =>
  ({ programId, month }: TouchedLead): string =>
    [by.includes("PROGRAM") ? programId : null, by.includes("MONTH") ? month : null]
      .filter((part) => part !== null)
      .join(" ");

function toRow(group: AttributionGroup, by: readonly string[]): AttributionReportRowType {
  const parts = group.group.split(" ");
  const dimensions = [
    ...(group.partnerId === null ? [] : [{ dimension: "PARTNER", value: group.partnerId }]),
    ...["PROGRAM", "MONTH"]
      .filter((dimension) => by.includes(dimension))
      .map((dimension, index) => ({ dimension, value: parts[index] ?? "" })),
  ];
  const told = (figures: Figures) => ({
    leads: leadsText(figures.ppm),
    value: moneyOf(figures).map(toMoneyType),
  });
  const sourced = told(group.sourced);
  return {
    dimensions,
    sourcedLeads: sourced.leads,
    sourcedValue: sourced.value,
    influencedLeads: group.influencedLeads,
    models: [...group.under].map(([model, figures]) => ({ model, ...told(figures) })),
  };
}
