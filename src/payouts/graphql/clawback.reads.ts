import { isCurrency, money } from "../../kernel/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { ClawbackRow } from "../store/clawback.row.ts";
import { PayoutOffsetRow } from "../store/payout-offset.row.ts";
import { RepaymentProposalRow } from "../store/repayment-proposal.row.ts";
import { RepaymentRow } from "../store/repayment.row.ts";
import { WriteOffRow } from "../store/write-off.row.ts";

const clawback = tableOf(ClawbackRow);
const repayment = tableOf(RepaymentRow);
const proposal = tableOf(RepaymentProposalRow);
const writeOff = tableOf(WriteOffRow);
const offset = tableOf(PayoutOffsetRow);

function inCurrency(minor: bigint, currency: string) {
  if (!isCurrency(currency)) throw new Error(`something is owed in ${currency}`);
  return toMoneyType(money(minor, currency));
}

const currency = clawback.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select own.currency
    from credit as own
    where own.partner_id = ${of(clawback, "partnerId")} and own.id = ${of(clawback, "creditId")})`,
);

/** Whether a claim is owed, of `CLAWBACK_STATES`. */
export const stateOf = (of: Readonly<Record<"id" | "partnerId" | "endedAt", Sql>>): Sql => sql`(case
    when ${of.endedAt} is not null then 'RETURNED'
    when app.outstanding_of_clawback(${of.partnerId}, ${of.id}) > 0 then 'OWED'
    else 'SETTLED'
  end)`;

const outstandingMinor = clawback.expression<bigint>(
  "bigint",
  ({ column: of }) =>
    sql`coalesce(app.outstanding_of_clawback(${of(clawback, "partnerId")}, ${of(clawback, "id")}), 0)`,
);

const state = clawback.expression<string>("text", ({ column: of }) =>
  stateOf({
    ...{ id: of(clawback, "id"), partnerId: of(clawback, "partnerId") },
    endedAt: of(clawback, "endedAt"),
  }),
);

const offsetMinor = clawback.expression<bigint>(
  "bigint",
  ({ column: of }) => sql`coalesce((
    select sum(part.amount_minor)::bigint
    from payout_offset as part
    where part.partner_id = ${of(clawback, "partnerId")} and part.clawback_id = ${of(clawback, "id")}
      and part.ended_at is null), 0)`,
);

const repaidMinor = clawback.expression<bigint>(
  "bigint",
  ({ column: of }) => sql`coalesce((
    select sum(repaid.amount_minor)::bigint
    from clawback_repayment as repaid
    where repaid.partner_id = ${of(clawback, "partnerId")} and repaid.clawback_id = ${of(clawback, "id")}), 0)`,
);

const writtenOffMinor = clawback.expression<bigint>(
  "bigint",
  ({ column: of }) => sql`coalesce((
    select sum(written.amount_minor)::bigint
    from clawback_write_off as written
    where written.partner_id = ${of(clawback, "partnerId")} and written.clawback_id = ${of(clawback, "id")}
      and written.state = 'APPROVED'), 0)`,
);

const amountOf = (minor: typeof outstandingMinor) =>
  value([minor, currency], ([units, code]) => inCurrency(units, code));

/** The currency of what a row says of a claim. */
const currencyOfClaim = (
  table: typeof repayment | typeof proposal | typeof writeOff | typeof offset,
) =>
  table.expression<string>(
    "text",
    ({ column: of }) => sql`(
      select own.currency
      from credit_clawback as clawed
      join credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
      where clawed.partner_id = ${of(table, "partnerId")} and clawed.posting_id = ${of(table, "clawbackId")})`,
  );

export const clawbackReads: Source = {
  type: "Clawback",
  table: clawback,
  isPartners: true,
  fields: {
    id: id("clw", clawback.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    state: column(state),
    creditId: id("crd", clawback.cell("creditId")),
    payoutId: id("pay", clawback.cell("payoutId")),
    amount: value([clawback.cell("amountMinor"), currency], ([minor, code]) =>
      inCurrency(minor, code),
    ),
    outstanding: amountOf(outstandingMinor),
    offset: amountOf(offsetMinor),
    repaid: amountOf(repaidMinor),
    writtenOff: amountOf(writtenOffMinor),
    clawedAt: column(clawback.cell("clawedAt")),
    repayments: page("Repayment", { clawbackId: "id", partnerId: "partnerId" }, [
      descending("receivedOn"),
      descending("postingId"),
    ]),
    writeOffs: page("WriteOff", { clawbackId: "id", partnerId: "partnerId" }, [
      descending("proposedAt"),
      descending("id"),
    ]),
  },
};

export const repaymentReads: Source = {
  type: "Repayment",
  table: repayment,
  isPartners: true,
  fields: {
    amount: value([repayment.cell("amountMinor"), currencyOfClaim(repayment)], ([minor, code]) =>
      inCurrency(minor, code),
    ),
    receivedOn: column(repayment.cell("receivedOn")),
    bankReference: column(repayment.cell("bankReference")),
    recordedAt: column(repayment.cell("recordedAt")),
    recordedBy: one("PartnerMember", { id: "recordedBy" }),
    bankEntryId: id("ben", repayment.cell("bankEntryId")),
  },
};

export const repaymentProposalReads: Source = {
  type: "RepaymentProposal",
  table: proposal,
  isPartners: false,
  fields: {
    id: id("rpp", proposal.cell("id")),
    clawback: one("Clawback", { id: "clawbackId", partnerId: "partnerId" }),
    state: column(proposal.cell("state")),
    amount: value([proposal.cell("amountMinor"), currencyOfClaim(proposal)], ([minor, code]) =>
      inCurrency(minor, code),
    ),
    receivedOn: column(proposal.cell("receivedOn")),
    bankReference: column(proposal.cell("bankReference")),
    evidence: column(proposal.cell("evidence")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    proposedAt: column(proposal.cell("proposedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(proposal.cell("decidedAt")),
    note: column(proposal.cell("note")),
  },
};

export const writeOffReads: Source = {
  type: "WriteOff",
  table: writeOff,
  isPartners: false,
  fields: {
    id: id("wof", writeOff.cell("id")),
    clawback: one("Clawback", { id: "clawbackId", partnerId: "partnerId" }),
    state: column(writeOff.cell("state")),
    amount: value([writeOff.cell("amountMinor"), currencyOfClaim(writeOff)], ([minor, code]) =>
      inCurrency(minor, code),
    ),
    reason: column(writeOff.cell("reason")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    proposedAt: column(writeOff.cell("proposedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(writeOff.cell("decidedAt")),
    note: column(writeOff.cell("note")),
  },
};

export const payoutOffsetReads: Source = {
  type: "PayoutOffset",
  table: offset,
  isPartners: true,
  fields: {
    clawback: one("Clawback", { id: "clawbackId", partnerId: "partnerId" }),
    amount: value([offset.cell("amountMinor"), currencyOfClaim(offset)], ([minor, code]) =>
      inCurrency(minor, code),
    ),
  },
};

/** What a payout sets off. */
export const payoutOffsets: AddedFields = {
  type: "Payout",
  fields: {
    offsets: page("PayoutOffset", { payoutId: "id", partnerId: "partnerId" }, [
      ascending("clawbackId"),
    ]),
  },
};
