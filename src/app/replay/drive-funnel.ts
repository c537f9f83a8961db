import type { ApiClient } from "./api-client.ts";
import { register, win } from "./drive-lead.ts";
import type { Funnel } from "./funnel-files.ts";
import { inParallel } from "./in-parallel.ts";
import type { StandingLead } from "./mutate.ts";
import type { Progress } from "./progress.ts";
import { readCriteria, readLeads, readOwnPartner } from "./read-leads.ts";

/** Who calls the API: a client for each partner, by origin, and the vendor's two. */
export interface Callers {
  readonly partners: ReadonlyMap<string, ApiClient>;
  readonly sales: ApiClient;
  readonly finance: ApiClient;
}

export interface Driven {
  /** Partner ids by origin. */
  readonly partnerIds: ReadonlyMap<string, string>;
  /** What did not go as the files say, in words. */
  readonly problems: readonly string[];
}

/** Requests at once: enough to keep a server busy, and far from its limits. */
const WIDTH = 12;

/**
 * Registers every lead as its partner and takes those of a closed deal to WON as sales. What an
 * earlier run has done is recognised by each lead's external reference and stage.
 */
export async function driveFunnel(
  funnel: Funnel,
  callers: Callers,
  progress: Progress,
  stop: AbortSignal,
): Promise<Driven> {
  const partnerIds = new Map<string, string>();
  const standing = new Map<string, StandingLead>();
  await inParallel([...callers.partners], WIDTH, stop, async ([origin, client]) => {
    const partnerId = await readOwnPartner(client, origin);
    partnerIds.set(origin, partnerId);
    for (const { id, stage, externalReference } of await readLeads(client, partnerId)) {
      if (externalReference !== null) standing.set(keyOf(origin, externalReference), { id, stage });
    }
  });
  const criteria = await readCriteria(callers.sales);
  const problems: string[] = [];

  const toRegister = funnel.prospects.filter(
    (each) => !standing.has(keyOf(each.origin, each.mqlId)),
  );
  progress.begin(
    "registered",
    funnel.prospects.length - toRegister.length,
    funnel.prospects.length,
  );
  await inParallel(toRegister, WIDTH, stop, async (prospect) => {
    const client = callers.partners.get(prospect.origin);
    if (!client) throw new Error(`nobody calls for ${prospect.origin}`);
    const { lead, refused } = await register(client, prospect);
    if (!lead) {
      problems.push(`${prospect.origin}: ${prospect.mqlId}: ${refused}`);
      return;
    }
    standing.set(keyOf(prospect.origin, prospect.mqlId), lead);
    progress.done();
  });

  const closed = funnel.prospects.flatMap((prospect) => {
    const deal = funnel.deals.get(prospect.mqlId);
    const lead = standing.get(keyOf(prospect.origin, prospect.mqlId));
    return deal && lead ? [{ prospect, deal, lead }] : [];
  });
  const toWin = closed.filter(({ lead }) => lead.stage !== "WON");
  progress.begin("won", closed.length - toWin.length, funnel.deals.size);
  await inParallel(toWin, WIDTH, stop, async ({ prospect, deal, lead }) => {
    const problem = await win(callers.sales, lead, deal, criteria);
    if (problem === null) progress.done();
    else problems.push(`${prospect.origin}: ${prospect.mqlId}: ${problem}`);
  });
  return { partnerIds, problems };
}

const keyOf = (origin: string, reference: string): string => `${origin}\n${reference}`;
