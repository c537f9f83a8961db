import { formatAmount } from "../../kernel/index.ts";

import type { ApiClient } from "./api-client.ts";
import type { Deal, Prospect } from "./funnel-files.ts";
import { mutate } from "./mutate.ts";
import type { Mutated, StandingLead } from "./mutate.ts";
import type { CriteriaInForce } from "./read-leads.ts";

/** Registers a lead as its partner: company, domain and contact are made from its id in the files. */
export function register(client: ApiClient, prospect: Prospect): Promise<Mutated> {
  const { mqlId, origin, firstContactOn, landingPageId } = prospect;
  const domain = `${mqlId}.example`;
  return mutate(client, "registerLead", mqlId, {
    externalReference: mqlId,
    campaign: landingPageId,
    notes: `First contact on ${firstContactOn}; origin: ${origin}`,
    company: { name: `Seller ${mqlId}`, domain, country: "BR" },
    contact: {
      name: `Contact of ${mqlId}`,
      email: `contact@${domain}`,
      consent: { basis: "LEGITIMATE_INTEREST", obtainedAt: `${firstContactOn}T00:00:00Z` },
    },
  });
}

interface Move {
  readonly verb: string;
  readonly input: (deal: Deal, criteria: CriteriaInForce) => Record<string, unknown>;
}

const ACCEPT: Move = {
  verb: "acceptLead",
  input: ({ sdrId }) => ({ comment: `SDR ${sdrId}` }),
};
const QUALIFY: Move = {
  verb: "qualifyLead",
  input: ({ sdrId }, criteria) => ({
    criteriaVersionId: criteria.id,
    answers: criteria.keys.map((criterionKey) => ({ criterionKey, state: "MET" })),
    comment: `Qualified by SDR ${sdrId}`,
  }),
};
const CONVERT: Move = {
  verb: "convertLead",
  input: ({ srId, amount, wonOn }) => ({
    amount: { amount: formatAmount(amount), currency: amount.currency },
    closeOn: wonOn,
    comment: `SR ${srId}`,
  }),
};
const WIN: Move = {
  verb: "winLead",
  input: ({ srId, amount, wonOn }) => ({
    amount: { amount: formatAmount(amount), currency: amount.currency },
    closedOn: wonOn,
    comment: `Closed by SR ${srId}`,
  }),
};

/** What sales does next with a lead, by where it stands. */
const NEXT: ReadonlyMap<string, Move> = new Map([
  ["SUBMITTED", ACCEPT],
  ["MQL", ACCEPT],
  ["SAL", QUALIFY],
  ["SQL", CONVERT],
  ["OPPORTUNITY", WIN],
]);

/** Each move leads on, so there are never more than these. */
const MOST_MOVES = NEXT.size;

/** Takes a lead from wherever it stands to WON. Returns what stood in the way; null where nothing did. */
export async function win(
  client: ApiClient,
  start: StandingLead,
  deal: Deal,
  criteria: CriteriaInForce,
): Promise<string | null> {
  let { stage } = start;
  for (let moves = 0; stage !== "WON" && moves <= MOST_MOVES; moves += 1) {
    const move = NEXT.get(stage);
    if (!move) break;
    const input = { leadId: start.id, ...move.input(deal, criteria) };
    const moved = await mutate(client, move.verb, deal.mqlId, input);
    if (moved.refused !== null) return moved.refused;
    stage = moved.lead.stage;
  }
  return stage === "WON" ? null : `it stands in ${stage}, from where nothing here leads to WON`;
}
