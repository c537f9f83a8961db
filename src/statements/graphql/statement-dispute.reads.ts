import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  tableOf,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { DisputeOutcomeRow } from "../store/dispute-outcome.row.ts";
import { StatementDisputeRow } from "../store/statement-dispute.row.ts";

const dispute = tableOf(StatementDisputeRow);
const outcome = tableOf(DisputeOutcomeRow);

export const statementDisputeReads: Source = {
  type: "StatementDispute",
  table: dispute,
  isPartners: true,
  fields: {
    id: id("sdp", dispute.cell("id")),
    state: column(dispute.cell("state")),
    partner: one("Partner", { id: "partnerId" }),
    statement: one("Statement", { partnerId: "partnerId", id: "statementId" }),
    lineNumber: column(dispute.cell("lineNumber")),
    credit: one("Credit", { partnerId: "partnerId", id: "creditId" }),
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    reason: column(dispute.cell("reason")),
    grounds: column(dispute.cell("grounds")),
    evidence: column(dispute.cell("evidence")),
    hold: one("CreditHold", { partnerId: "partnerId", id: "holdId" }),
    openedAt: column(dispute.cell("openedAt")),
    dueAt: column(dispute.cell("dueAt")),
    endedAt: column(dispute.cell("endedAt")),
    answer: column(dispute.cell("answer")),
    correctingCredit: one("Credit", { partnerId: "partnerId", id: "correctingCreditId" }),
    correctingPostingId: id("jrn", dispute.cell("correctingTxnId")),
    outcomes: list(
      "StatementDisputeOutcome",
      (asked, of) => sql`${asked("id")} in (
        select latest.id
        from statement_dispute_outcome as latest
        where latest.dispute_id = ${of("id")}
        order by latest.proposed_at desc, latest.id desc
        limit 20)`,
      [descending("proposedAt"), descending("id")],
    ),
  },
};

/** For the vendor alone: partners have no row of it. */
export const disputeOutcomeReads: Source = {
  type: "StatementDisputeOutcome",
  table: outcome,
  isPartners: false,
  fields: {
    state: column(outcome.cell("state")),
    outcome: column(outcome.cell("outcome")),
    answer: column(outcome.cell("answer")),
    correctingCredit: one("Credit", { id: "correctingCreditId" }),
    correctingPostingId: id("jrn", outcome.cell("correctingTxnId")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    proposedAt: column(outcome.cell("proposedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(outcome.cell("decidedAt")),
    note: column(outcome.cell("note")),
  },
};

/** What its partner said against a statement, the oldest first. */
export const disputesOfStatement: AddedFields = {
  type: "Statement",
  fields: {
    disputes: page("StatementDispute", { partnerId: "partnerId", statementId: "id" }, [
      ascending("openedAt"),
      ascending("id"),
    ]),
  },
};
