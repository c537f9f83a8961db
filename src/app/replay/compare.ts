import { add, formatAmount, isCurrency, money } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";

import type { Deal, Funnel, Prospect } from "./funnel-files.ts";
import type { PartnerFound } from "./read-back.ts";
import type { CreditNode, LeadNode } from "./read-leads.ts";

/** One partner's line: what the API says, and what the files say. */
export interface PartnerLine {
  readonly origin: string;
  readonly leads: number;
  readonly registered: number;
  readonly qualified: number;
  readonly won: number;
  readonly credits: number;
  /** Of all its credits for leads of the files. */
  readonly earned: Money;
}

export interface Comparison {
  readonly lines: readonly PartnerLine[];
  /** Where the API differs from the files, each in a sentence. */
  readonly differences: readonly string[];
}

/** Holds what was read back against the files, lead by lead. The bounty is what each SQL earns. */
export function compare(
  funnel: Funnel,
  found: ReadonlyMap<string, PartnerFound>,
  bounty: Money,
): Comparison {
  const differences: string[] = [];
  const prospects = Map.groupBy(funnel.prospects, (each) => each.origin);
  const lines = funnel.origins.map((origin): PartnerLine => {
    const own = found.get(origin) ?? { leads: new Map(), credits: new Map() };
    const judged = (prospects.get(origin) ?? []).map((prospect) =>
      judge(prospect, funnel.deals.get(prospect.mqlId) ?? null, own, bounty),
    );
    differences.push(...judged.flatMap((each) => each.faults));
    const credits = judged.flatMap((each) => each.credits);
    return {
      origin,
      leads: judged.length,
      registered: judged.filter((each) => each.lead !== null).length,
      qualified: judged.filter((each) => each.lead !== null && each.lead.salesQualifiedAt !== null)
        .length,
      won: judged.filter((each) => each.lead?.stage === "WON").length,
      credits: credits.length,
      earned: credits
        .map(amountOf)
        .filter((amount) => amount.currency === bounty.currency)
        .reduce(add, money(0n, bounty.currency)),
    };
  });
  return { lines, differences };
}

interface Judged {
  readonly lead: LeadNode | null;
  readonly credits: readonly CreditNode[];
  readonly faults: readonly string[];
}

function judge(
  { origin, mqlId }: Prospect,
  deal: Deal | null,
  found: PartnerFound,
  bounty: Money,
): Judged {
  const lead = found.leads.get(mqlId) ?? null;
  const at = `${origin}: ${mqlId}`;
  if (!lead) return { lead, credits: [], faults: [`${at}: is not registered`] };
  const credits = found.credits.get(lead.id) ?? [];
  const faults = deal ? faultsOfWon(lead, credits, deal, bounty) : faultsOfOther(lead, credits);
  return { lead, credits, faults: faults.map((fault) => `${at}: ${fault}`) };
}

function faultsOfWon(
  lead: LeadNode,
  credits: readonly CreditNode[],
  deal: Deal,
  bounty: Money,
): readonly string[] {
  const faults: string[] = [];
  if (lead.salesQualifiedAt === null) faults.push("never became an SQL");
  if (lead.stage !== "WON") faults.push(`stands in ${lead.stage}, expected WON`);
  const [credit, other] = credits;
  if (!credit || other) faults.push(`has ${credits.length} credits, expected 1`);
  for (const each of credits) {
    const earned = words(amountOf(each));
    if (earned !== words(bounty)) faults.push(`earned ${earned}, expected ${words(bounty)}`);
  }
  if (!lead.opportunity) return [...faults, "has no opportunity"];
  const amount = words(amountOf(lead.opportunity));
  if (amount !== words(deal.amount)) {
    faults.push(`was won for ${amount}, expected ${words(deal.amount)}`);
  }
  if (lead.opportunity.closeOn !== deal.wonOn) {
    faults.push(`was closed on ${lead.opportunity.closeOn}, expected ${deal.wonOn}`);
  }
  return faults;
}

function faultsOfOther(lead: LeadNode, credits: readonly CreditNode[]): readonly string[] {
  return [
    ...(lead.stage === "SUBMITTED" ? [] : [`stands in ${lead.stage}, expected SUBMITTED`]),
    ...(credits.length === 0 ? [] : [`has ${credits.length} credits, expected none`]),
  ];
}

function amountOf({ amount }: Pick<CreditNode, "amount">): Money {
  if (!isCurrency(amount.currency)) throw new Error(`unknown currency ${amount.currency}`);
  return money(BigInt(amount.minorUnits), amount.currency);
}

const words = (amount: Money): string => `${formatAmount(amount)} ${amount.currency}`;

/** What most credits are worth: the bounty, where nobody has said what it is. Null without any. */
export function commonest(found: ReadonlyMap<string, PartnerFound>): Money | null {
  const amounts = [...found.values()]
    .flatMap(({ credits }) => [...credits.values()].flat())
    .map(amountOf);
  const alike = [...Map.groupBy(amounts, words).values()];
  const [most] = alike.toSorted((left, right) => right.length - left.length);
  return most?.[0] ?? null;
}
