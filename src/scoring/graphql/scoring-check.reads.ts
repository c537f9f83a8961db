import { column, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ScoringCheckRow } from "../store/scoring-check.row.ts";

const check = tableOf(ScoringCheckRow);

export const scoringCheckReads: Source = {
  type: "ScoringCheck",
  table: check,
  isPartners: false,
  fields: {
    startsOn: column(check.cell("month")),
    checkedAt: column(check.cell("checkedAt")),
    leads: column(check.cell("leads")),
    positives: column(check.cell("positives")),
    shift: column(check.cell("shift")),
    isShifted: column(check.cell("isShifted")),
    measures: column(check.cell("measures")),
    isWorse: column(check.cell("isWorse")),
    features: column(check.cell("features")),
  },
};
