import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ExportKind } from "../domain/export-run.ts";

import { cellsOf } from "./cells-of.ts";
import { auditExtract } from "./audit-extract.ts";
import { creditDetail } from "./credit-detail.ts";
import type { Cut, Dataset } from "./dataset.ts";
import { ownCreditDetail } from "./own-credit-detail.ts";
import { ownStatements } from "./own-statements.ts";
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

/** The same of a partner's own: nothing of it is another's, and nothing of the chain. */
export function ownDatasetOf(kind: ExportKind, cut: Cut): Dataset {
  if (kind === "CREDIT_DETAIL") return ownCreditDetail(cut);
  if (kind === "PARTNER_STATEMENTS") return ownStatements(cut);
  throw new Error(`a partner has no files of ${kind}`);
}

/** The statement that a file is copied from. */
export const statementOf = ({ columns, from }: Dataset): Sql =>
  sql`select ${cellsOf(columns)} ${from}`;
