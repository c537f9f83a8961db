import { isCurrency, money } from "../../kernel/index.ts";
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
import { PayoutBatchRow } from "../store/payout-batch.row.ts";
import { PayoutCreditRow } from "../store/payout-credit.row.ts";
import { PayoutLeftOutRow } from "../store/payout-left-out.row.ts";
import { PayoutRow } from "../store/payout.row.ts";

const batch = tableOf(PayoutBatchRow);
const payout = tableOf(PayoutRow);
const paid = tableOf(PayoutCreditRow);
const leftOut = tableOf(PayoutLeftOutRow);

function inCurrency(minor: bigint, currency: string) {
  if (!isCurrency(currency)) throw new Error(`a payout is in an unknown currency ${currency}`);
  return toMoneyType(money(minor, currency));
}

const currencyOfPaid = paid.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select own.currency
    from payout as own
    where own.partner_id = ${of(paid, "partnerId")} and own.id = ${of(paid, "payoutId")})`,
);

const currencyOfLeftOut = leftOut.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select own.currency from payout_batch as own where own.id = ${of(leftOut, "batchId")})`,
);

/** For the vendor alone: a partner sees its own payouts. */
export const payoutBatchReads: Source = {
  type: "PayoutBatch",
  table: batch,
  isPartners: false,
  fields: {
    id: id("bat", batch.cell("id")),
    state: column(batch.cell("state")),
    total: value([batch.cell("sumMinor"), batch.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
    offset: value([batch.cell("offsetMinor"), batch.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
    withheld: value([batch.cell("withheldMinor"), batch.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
    minimum: value([batch.cell("minimumMinor"), batch.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
    earnedUntil: column(batch.cell("earnedUntil")),
    payoutCount: column(batch.cell("payoutCount")),
    selectionHash: column(batch.cell("selectionHash")),
    draftedBy: one("PartnerMember", { id: "draftedBy" }),
    draftedAt: column(batch.cell("draftedAt")),
    approvedBy: one("PartnerMember", { id: "approvedBy" }),
    approvedAt: column(batch.cell("approvedAt")),
    sentBy: one("PartnerMember", { id: "sentBy" }),
    sentAt: column(batch.cell("sentAt")),
    cancelledBy: one("PartnerMember", { id: "cancelledBy" }),
    cancelledAt: column(batch.cell("cancelledAt")),
    cancelReason: column(batch.cell("cancelReason")),
    payouts: page("Payout", { batchId: "id" }, [ascending("id")]),
    leftOut: page("PayoutLeftOut", { batchId: "id" }, [
      ascending("partnerId"),
      ascending("reason"),
    ]),
  },
};

export const payoutReads: Source = {
  type: "Payout",
  table: payout,
  isPartners: true,
  fields: {
    id: id("pay", payout.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    state: column(payout.cell("state")),
    method: column(payout.cell("method")),
    amount: value([payout.cell("amountMinor"), payout.cell("currency")], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
    gross: value(
      [payout.cell("amountMinor"), payout.cell("withheldMinor"), payout.cell("currency")],
      ([minor, withheldMinor, currency]) => inCurrency(minor + withheldMinor, currency),
    ),
    withheld: value(
      [
        payout.cell("method"),
        payout.cell("amountMinor"),
        payout.cell("withheldMinor"),
        payout.cell("currency"),
      ],
      ([method, minor, withheldMinor, currency]) =>
        inCurrency(method === "WITHHOLDING" ? minor : withheldMinor, currency),
    ),
    taxRuleId: id("txr", payout.cell("taxRuleId")),
    taxRemittanceId: id("txm", payout.cell("remittanceId")),
    payoutAccount: one("PayoutAccount", { id: "accountId", partnerId: "partnerId" }),
    endToEndId: column(payout.cell("endToEndId")),
    scheduledAt: column(payout.cell("scheduledAt")),
    sentAt: column(payout.cell("sentAt")),
    bookedOn: column(payout.cell("bookedOn")),
    bankReference: column(payout.cell("bankReference")),
    endedAt: column(payout.cell("endedAt")),
    returnedOn: column(payout.cell("returnedOn")),
    returnReason: column(payout.cell("returnReason")),
    credits: page("PayoutCredit", { payoutId: "id", partnerId: "partnerId" }, [
      ascending("creditId"),
    ]),
  },
};

export const payoutCreditReads: Source = {
  type: "PayoutCredit",
  table: paid,
  isPartners: true,
  fields: {
    credit: one("Credit", { id: "creditId", partnerId: "partnerId" }),
    amount: value([paid.cell("amountMinor"), currencyOfPaid], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
  },
};

export const payoutLeftOutReads: Source = {
  type: "PayoutLeftOut",
  table: leftOut,
  isPartners: false,
  fields: {
    partner: one("Partner", { id: "partnerId" }),
    reason: column(leftOut.cell("reason")),
    creditCount: column(leftOut.cell("creditCount")),
    amount: value([leftOut.cell("amountMinor"), currencyOfLeftOut], ([minor, currency]) =>
      inCurrency(minor, currency),
    ),
  },
};

/** The payouts of a partner, the latest first. */
export const partnerPayouts: AddedFields = {
  type: "Partner",
  fields: {
    payouts: page("Payout", { partnerId: "id" }, [descending("scheduledAt"), descending("id")]),
  },
};
