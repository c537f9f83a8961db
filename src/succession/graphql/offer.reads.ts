import { isCurrency, money } from "../../kernel/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source, Viewing } from "../../platform/reading/index.ts";
import { OfferRow } from "../store/offer.row.ts";

const offer = tableOf(OfferRow);

/** What was offered and not taken is its partner's business no more. */
const isTold = (state: string, { caller }: Viewing): boolean =>
  caller.side === "VENDOR" || state === "OFFERED" || state === "ACCEPTED";

export const offerReads: Source = {
  type: "Offer",
  table: offer,
  isPartners: true,
  fields: {
    id: id("off", offer.cell("id")),
    state: column(offer.cell("state")),
    role: column(offer.cell("role")),
    companyName: column(offer.cell("companyName")),
    companyDomain: column(offer.cell("companyDomain")),
    companyCountry: column(offer.cell("companyCountry")),
    need: value([offer.cell("need"), offer.cell("state")], ([need, state], viewing) =>
      isTold(state, viewing) ? need : null,
    ),
    message: value([offer.cell("message"), offer.cell("state")], ([message, state], viewing) =>
      isTold(state, viewing) ? message : null,
    ),
    estimatedValue: value(
      [offer.cell("valueMinor"), offer.cell("valueCurrency"), offer.cell("state")],
      ([minor, currency, state], viewing) =>
        minor !== null && currency !== null && isCurrency(currency) && isTold(state, viewing)
          ? toMoneyType(money(minor, currency))
          : null,
    ),
    offeredAt: column(offer.cell("offeredAt")),
    expiresAt: column(offer.cell("expiresAt")),
    decidedAt: column(offer.cell("decidedAt")),
    declineReason: column(offer.cell("declineReason")),
    version: column(offer.cell("version")),
    partner: one("Partner", { id: "partnerId" }),
    lead: one("Lead", { id: "leadId" }),
    takenLead: one("Lead", { partnerId: "partnerId", id: "takenLeadId" }),
  },
};
