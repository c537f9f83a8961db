import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost, idArgument } from "../../platform/graphql/index.ts";
import { MOST_REPLAYED, rateInterval, replayCriteria } from "../../qualification/index.ts";
import type { ReplayGroup } from "../../qualification/index.ts";
import { problemOf } from "../domain/period.ts";

import { CriteriaReplayInput, CriteriaReplayType } from "./criteria-replay.type.ts";
import type { CriteriaReplayRowType } from "./criteria-replay.type.ts";
import { boundedRows, optionalId, readPeriod } from "./report-bounds.ts";

const MOST_LEAST_LEADS = 1_000;

@Resolver()
export class CriteriaReplayResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => CriteriaReplayType, {
    nullable: true,
    description: `What criteria, a draft as well, would have made of up to ${MOST_REPLAYED} leads that were qualified or disqualified; null where there are no such criteria. What was not asked then is UNKNOWN`,
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @Cost(200)
  async criteriaReplay(
    @Arg("input", () => CriteriaReplayInput, { description: "Which criteria, and which leads" })
    input: CriteriaReplayInput,
    @Ctx() context: RequestContext,
  ): Promise<CriteriaReplayType | null> {
    const least = readLeast(input.leastLeads);
    const groups = await replayCriteria(this.#database, callerOf(context).session, {
      criteriaVersionId: idArgument("crt", input.criteriaVersionId, ["input", "criteriaVersionId"]),
      cohort: {
        ...readPeriod(input, problemOf),
        partnerId: optionalId("prt", input.partnerId, "partnerId"),
        programId: optionalId("prg", input.programId, "programId"),
        kind: input.kind ?? null,
        productLineId: optionalId("pln", input.productLineId, "productLineId"),
      },
      by: { byPartner: input.groupBy.includes("PARTNER"), byKind: input.groupBy.includes("KIND") },
    });
    if (groups === null) return null;
    if (groups === "TOO_MANY")
      throw apiError(
        "LIMIT_EXCEEDED",
        `More than ${MOST_REPLAYED} leads were decided in the period: ask for a shorter one, or for fewer leads`,
        { counted: "leads", limit: MOST_REPLAYED },
      );
    const leads = groups.reduce((sum, group) => sum + group.leads.length, 0);
    return { leads, rows: boundedRows(groups).map((group) => toRow(group, least)) };
  }
}

function readLeast(given: number): number {
  if (given >= 1 && given <= MOST_LEAST_LEADS) return given;
  throw apiError("BAD_USER_INPUT", `leastLeads must be from 1 to ${MOST_LEAST_LEADS}`, {
    inputPath: ["input", "leastLeads"],
  });
}

function toRow(
  { partnerId, kind, change, leads }: ReplayGroup,
  least: number,
): CriteriaReplayRowType {
  const won = leads.filter(({ isWon }) => isWon).length;
  const told = rateInterval(won, leads.length, least);
  return {
    ...{ partnerId: partnerId && idOf("prt", partnerId), kind, change, leads: leads.length, won },
    wonRate: told && told.rate.toFixed(4),
    wonRateLow: told && told.low.toFixed(4),
    wonRateHigh: told && told.high.toFixed(4),
    leadIds: leads.map(({ id }) => idOf("lead", id)),
  };
}
