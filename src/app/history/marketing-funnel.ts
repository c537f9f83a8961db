import { readFunnel } from "../replay/funnel-files.ts";

import type { History, HistoryLead } from "./history-lead.ts";

/**
 * A marketing funnel: its leads were registered at their first contact, and what became a deal was
 * accepted, qualified and closed on the day of which the files know, since they know of no other.
 */
export function readMarketingFunnel(folder: string): History {
  const { prospects, deals } = readFunnel(folder);
  const leads = prospects.map((prospect): HistoryLead => {
    const { mqlId, origin, firstContactOn, landingPageId } = prospect;
    const domain = `${mqlId}.example`;
    const deal = deals.get(mqlId);
    const registeredAt = new Date(`${firstContactOn}T00:00:00Z`);
    const wonAt = deal ? new Date(`${deal.wonOn}T00:00:00Z`) : null;
    return {
      partner: origin,
      reference: mqlId,
      registeredAt,
      registration: {
        kind: "NEW_BUSINESS",
        source: "IMPORT",
        campaign: landingPageId,
        company: { name: `Seller ${mqlId}`, domain, country: "BR" },
        contact: {
          name: `Contact of ${mqlId}`,
          email: `contact@${domain}`,
          consent: { basis: "LEGITIMATE_INTEREST" },
        },
      },
      owner: deal ? `SR ${deal.srId}` : null,
      acceptedAt: null,
      qualifiedAt: null,
      convertedAt: null,
      end: wonAt && { how: "WON", at: wonAt, reason: null, revisitOn: null },
      amount: deal?.amount ?? { minor: 0n, currency: "BRL" },
    };
  });
  return { leads, leftOut: new Map() };
}
