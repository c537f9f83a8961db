import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  part,
  tableOf,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { PayoutAccountRow } from "../store/payout-account.row.ts";

const account = tableOf(PayoutAccountRow);

export const payoutAccountReads: Source = {
  type: "PayoutAccount",
  table: account,
  isPartners: true,
  fields: {
    id: id("pac", account.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    state: column(account.cell("state")),
    currency: column(account.cell("currency")),
    holderName: column(account.cell("holderName")),
    address: part({
      street: column(account.cell("street")),
      building: column(account.cell("building")),
      postcode: column(account.cell("postcode")),
      town: column(account.cell("town")),
      region: column(account.cell("region")),
      country: column(account.cell("country")),
    }),
    format: column(account.cell("format")),
    numberEnds: column(account.cell("numberEnds")),
    bankCountry: column(account.cell("bankCountry")),
    bankCode: column(account.cell("bankCode")),
    bic: column(account.cell("bic")),
    proposedAt: column(account.cell("proposedAt")),
    proposedBy: one("PartnerMember", { id: "proposedBy" }),
    decidedAt: column(account.cell("decidedAt")),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    note: column(account.cell("note")),
    usableFrom: column(account.cell("usableFrom")),
    endedAt: column(account.cell("endedAt")),
    endReason: column(account.cell("endReason")),
    sharedWith: list(
      "Partner",
      (partner, of) => sql`${partner("id")} in (
        select other.partner_id
        from payout_account as other
        where other.number_mark = ${of("numberMark")} and other.partner_id <> ${of("partnerId")}
          and other.state in ('WAITING', 'VERIFIED')
        order by other.proposed_at
        limit 20)`,
      [ascending("id")],
    ),
  },
};

/** The accounts of a partner, the latest first. */
export const partnerPayoutAccounts: AddedFields = {
  type: "Partner",
  fields: {
    payoutAccounts: page("PayoutAccount", { partnerId: "id" }, [
      descending("proposedAt"),
      descending("id"),
    ]),
  },
};
