import { sql } from "../../platform/database/index.ts";
import { ascending, column, id, list, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { AccountingPeriodRow } from "../store/accounting-period.row.ts";
import { PeriodStepRow } from "../store/period-step.row.ts";

const period = tableOf(AccountingPeriodRow);

export const periodReads: Source = {
  type: "AccountingPeriod",
  table: period,
  isPartners: false,
  fields: {
    id: id("prd", period.cell("id")),
    startsOn: column(period.cell("startsOn")),
    state: value([period.cell("status")], ([status]) => status.toUpperCase()),
    closeSeq: value([period.cell("closeSeq")], ([seq]) => seq?.toString() ?? null),
    closedAt: column(period.cell("closedAt")),
    glExportedAt: column(period.cell("glExportedAt")),
    steps: list("PeriodStep", { periodId: "id" }, [ascending("number")]),
  },
};

const step = tableOf(PeriodStepRow);

const checksum = step.expression<string | null>(
  "text",
  ({ column: of }) => sql`(
    select encode(closing.trial_balance_sha256, 'hex')
    from period_step as closing
    where closing.id = ${of(step, "id")})`,
);

export const periodStepReads: Source = {
  type: "PeriodStep",
  table: step,
  isPartners: false,
  fields: {
    number: column(step.cell("number")),
    kind: column(step.cell("kind")),
    madeAt: column(step.cell("madeAt")),
    madeBy: one("PartnerMember", { id: "madeBy" }),
    reason: column(step.cell("reason")),
    days: column(step.cell("days")),
    openUntil: column(step.cell("openUntil")),
    closeSeq: value([step.cell("closeSeq")], ([seq]) => seq?.toString() ?? null),
    trialBalanceSha256: column(checksum),
    glReference: column(step.cell("glReference")),
  },
};
