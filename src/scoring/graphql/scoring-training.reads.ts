import { column, descending, page, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ScoringTrainingRow } from "../store/scoring-training.row.ts";

const training = tableOf(ScoringTrainingRow);

export const scoringTrainingReads: Source = {
  type: "ScoringTraining",
  table: training,
  isPartners: false,
  fields: {
    outcome: column(training.cell("outcome")),
    decidedFrom: column(training.cell("decidedFrom")),
    decidedUntil: column(training.cell("decidedUntil")),
    leftOut: column(training.cell("leftOut")),
    scheduledOn: column(training.cell("scheduledOn")),
    status: column(training.cell("status")),
    failure: column(training.cell("failure")),
    requestedAt: column(training.cell("requestedAt")),
    startedAt: column(training.cell("startedAt")),
    finishedAt: column(training.cell("finishedAt")),
    report: value([training.cell("report")], ([report]) => report),
    artefactSha256: column(training.cell("artefactSha256")),
    checks: page("ScoringCheck", { trainingId: "id" }, [descending("month")]),
  },
};
