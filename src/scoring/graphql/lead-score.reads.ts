import { column, one, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { said } from "../domain/score.ts";
import { LeadScoreRow } from "../store/lead-score.row.ts";

const score = tableOf(LeadScoreRow);

export const leadScoreReads: Source = {
  type: "LeadScore",
  table: score,
  isPartners: false,
  fields: {
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    fit: column(score.cell("fit")),
    engagement: column(score.cell("engagement")),
    total: column(score.cell("total")),
    grade: column(score.cell("grade")),
    trend: column(score.cell("trend")),
    reachesMql: column(score.cell("reachesMql")),
    summary: value(
      [score.cell("total"), score.cell("grade"), score.cell("trend")],
      ([total, grade, trend]) => said({ total, grade, trend }),
    ),
    factors: column(score.cell("factors")),
    model: one("ScoringModel", { id: "modelId" }),
    scoredAt: column(score.cell("scoredAt")),
  },
};

/** What a lead scores, beside what its own module tells. */
export const leadScore: AddedFields = {
  type: "Lead",
  fields: { score: one("LeadScore", { leadId: "id" }) },
};
