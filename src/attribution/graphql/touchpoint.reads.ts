import { isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { ascending, column, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { TouchpointRow } from "../store/touchpoint.row.ts";

const touch = tableOf(TouchpointRow);

export const touchpointReads: Source = {
  type: "Touchpoint",
  table: touch,
  isPartners: true,
  fields: {
    id: id("tch", touch.cell("id")),
    partner: one("Partner", { id: "partnerId" }),
    role: column(touch.cell("role")),
    channel: column(touch.cell("channel")),
    campaign: column(touch.cell("campaign")),
    cost: value([touch.cell("costMinor"), touch.cell("costCurrency")], ([minor, currency]) =>
      minor !== null && currency !== null && isCurrency(currency)
        ? toMoneyType(money(minor, currency))
        : null,
    ),
    occurredAt: column(touch.cell("occurredAt")),
    source: column(touch.cell("source")),
    reference: column(touch.cell("reference")),
    recordedAt: column(touch.cell("recordedAt")),
    recordedBy: one("PartnerMember", { id: "recordedBy" }),
    retractedAt: column(touch.cell("retractedAt")),
    retractReason: column(touch.cell("retractReason")),
  },
};

/** What was recorded of a lead, and is the viewer's to see, the earliest first. */
export const leadTouchpoints: AddedFields = {
  type: "Lead",
  fields: {
    touchpoints: page("Touchpoint", { leadPartnerId: "partnerId", leadId: "id" }, [
      ascending("occurredAt"),
      ascending("id"),
    ]),
  },
};
