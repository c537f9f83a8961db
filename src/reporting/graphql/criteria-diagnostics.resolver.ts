import { Arg, Ctx, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { apiError, callerOf, Cost } from "../../platform/graphql/index.ts";
import {
  diagnoseCriteria,
  HEALTHY_ACCEPTANCE,
  MOST_PATTERNS,
  rateInterval,
} from "../../qualification/index.ts";
import type { CriteriaDiagnosis, CriterionInfluence, Share } from "../../qualification/index.ts";
import { problemOf } from "../domain/period.ts";

import { CriteriaDiagnosticsInput, CriteriaDiagnosticsType } from "./criteria-diagnostics.type.ts";
import type { CriterionInfluenceType, MeasuredShareType } from "./criteria-diagnostics.type.ts";
import { boundedRows, optionalId, readPeriod } from "./report-bounds.ts";

const MOST_DAYS = 730;
const MOST_LEAST_LEADS = 1_000;

@Resolver()
export class CriteriaDiagnosticsResolver {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => CriteriaDiagnosticsType, {
    nullable: true,
    description:
      "How the criteria fared: acceptance, over- and under-qualification, agreement between those who assess, and what decided nothing; null where there is no such set",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  @Cost(200)
  async criteriaDiagnostics(
    @Arg("input", () => CriteriaDiagnosticsInput, { description: "Which leads" })
    input: CriteriaDiagnosticsInput,
    @Ctx() context: RequestContext,
  ): Promise<CriteriaDiagnosticsType | null> {
    const least = within(input.leastLeads, "leastLeads", MOST_LEAST_LEADS);
    const told = await diagnoseCriteria(this.#database, callerOf(context).session, {
      ...readPeriod(input, problemOf),
      programId: optionalId("prg", input.programId, "programId"),
      criteriaSetId: optionalId("crs", input.criteriaSetId, "criteriaSetId"),
      days: within(input.opportunityDays, "opportunityDays", MOST_DAYS),
      at: context.at,
    });
    if (told === "TOO_MANY")
      throw apiError(
        "LIMIT_EXCEEDED",
        `More than ${MOST_PATTERNS} different findings are to be judged: ask for a shorter period, or for one program or set`,
        { counted: "findings", limit: MOST_PATTERNS },
      );
    return told && toDiagnostics(told, least);
  }
}

function within(given: number, field: string, most: number): number {
  if (given >= 1 && given <= most) return given;
  throw apiError("BAD_USER_INPUT", `${field} must be from 1 to ${most}`, {
    inputPath: ["input", field],
  });
}

function toDiagnostics(told: CriteriaDiagnosis, least: number): CriteriaDiagnosticsType {
  const { acceptance, overQualified, underQualified, doubleAssessed, agreement } = told;
  const accepted = rateInterval(acceptance.part, acceptance.whole, least);
  // a lead that was assessed twice has several answers: what counts is how many leads
  const isTold = doubleAssessed >= least;
  return {
    acceptance: toShare(acceptance, least),
    isAcceptanceBelow: accepted && accepted.rate < HEALTHY_ACCEPTANCE,
    overQualification: toShare(overQualified, least),
    overQualifiedLeadIds: overQualified.leadIds.map((id) => idOf("lead", id)),
    underQualification: toShare(underQualified, least),
    underQualifiedLeadIds: underQualified.leadIds.map((id) => idOf("lead", id)),
    doubleAssessedLeads: doubleAssessed,
    agreement: toShare(agreement, isTold ? 1 : Infinity),
    kappa: isTold && agreement.kappa !== null ? agreement.kappa.toFixed(4) : null,
    criteria: boundedRows(told.influences).map((each) => toInfluence(each, least)),
  };
}

function toShare({ part, whole }: Share, least: number): MeasuredShareType {
  const told = rateInterval(part, whole, least);
  return {
    ...{ part, whole, rate: told && told.rate.toFixed(4) },
    rateLow: told && told.low.toFixed(4),
    rateHigh: told && told.high.toFixed(4),
  };
}

const toInfluence = (each: CriterionInfluence, least: number): CriterionInfluenceType => ({
  criteriaVersionId: idOf("crt", each.versionId),
  criterionKey: each.criterion.key,
  label: each.criterion.label,
  decided: toShare(each, least),
  isIdle: each.whole < least ? null : each.part === 0,
});
