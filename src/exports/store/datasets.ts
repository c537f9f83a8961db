import type { Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { ExportKind } from "../domain/export-run.ts";

import { auditExtract } from "./audit-extract.ts";
import { creditDetail } from "./credit-detail.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { glJournal } from "./gl-journal.ts";
import { partnerStatements } from "./partner-statements.ts";
import { payoutLines } from "./payout-lines.ts";
import { trialBalance } from "./trial-balance.ts";

export function datasetOf(kind: ExportKind, cut: Cut): Dataset {
  switch (kind) {
    case "CREDIT_DETAIL":
      return creditDetail(cut);
    case "TRIAL_BALANCE":
      return trialBalance(cut);
    case "GL_JOURNAL":
      return glJournal(cut);
    case "AUDIT_EXTRACT":
      return auditExtract(cut);
    case "PAYOUT_LINES":
      return payoutLines(cut);
    case "PARTNER_STATEMENTS":
      return partnerStatements(cut);
  }
}

/** The statement that a file is copied from. */
export const statementOf = ({ columns, from }: Dataset): Sql =>
  sql`select ${joinSql(
    columns.map(({ cell }) => cell),
    ", ",
  )} ${from}`;
