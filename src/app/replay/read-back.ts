import type { ApiClient } from "./api-client.ts";
import { inParallel } from "./in-parallel.ts";
import { readCredits, readLeads } from "./read-leads.ts";
import type { CreditNode, LeadNode } from "./read-leads.ts";

/** What the API says of one partner, as finance sees it. */
export interface PartnerFound {
  /** By external reference. */
  readonly leads: ReadonlyMap<string, LeadNode>;
  /** By the id of the lead that earned them. */
  readonly credits: ReadonlyMap<string, readonly CreditNode[]>;
}

const WIDTH = 4;

/** Reads every partner's leads and credits back, by origin. */
export async function readBack(
  finance: ApiClient,
  partnerIds: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, PartnerFound>> {
  const found = new Map<string, PartnerFound>();
  await inParallel([...partnerIds], WIDTH, finance.stop, async ([origin, partnerId]) => {
    const leads = await readLeads(finance, partnerId);
    const credits = await readCredits(finance, partnerId);
    found.set(origin, {
      leads: new Map(leads.map((lead) => [lead.externalReference ?? lead.id, lead])),
      credits: Map.groupBy(credits, (credit) => credit.leadId),
    });
  });
  return found;
}
