import { column, id, one, tableOf } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ScoringModelRow } from "../store/scoring-model.row.ts";
import { ScoringRunRow } from "../store/scoring-run.row.ts";

const model = tableOf(ScoringModelRow);
const run = tableOf(ScoringRunRow);

export const scoringModelReads: Source = {
  type: "ScoringModel",
  table: model,
  isPartners: false,
  fields: {
    id: id("scm", model.cell("id")),
    number: column(model.cell("number")),
    note: column(model.cell("note")),
    fit: column(model.cell("fit")),
    engagement: column(model.cell("engagement")),
    fitCap: column(model.cell("fitCap")),
    engagementCap: column(model.cell("engagementCap")),
    gradeAFrom: column(model.cell("gradeAFrom")),
    gradeBFrom: column(model.cell("gradeBFrom")),
    gradeCFrom: column(model.cell("gradeCFrom")),
    mqlFrom: column(model.cell("mqlFrom")),
    createdAt: column(model.cell("createdAt")),
    createdBy: one("PartnerMember", { id: "createdBy" }),
    publishedAt: column(model.cell("publishedAt")),
    publishedBy: one("PartnerMember", { id: "publishedBy" }),
    restores: one("ScoringModel", { id: "restoresId" }),
    explanations: column(model.cell("explanations")),
    training: one("ScoringTraining", { id: "trainingId" }),
    rescoring: one("ScoringRun", { modelId: "id" }),
  },
};

export const scoringRunReads: Source = {
  type: "ScoringRun",
  table: run,
  isPartners: false,
  fields: {
    leads: column(run.cell("leads")),
    done: column(run.cell("done")),
    startedAt: column(run.cell("startedAt")),
    finishedAt: column(run.cell("finishedAt")),
  },
};
