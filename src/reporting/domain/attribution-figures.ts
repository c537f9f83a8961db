import type { Currency, Money, PartnerId } from "../../kernel/index.ts";
import { allocate, money } from "../../kernel/index.ts";

/** What a partner has of a lead, in parts per million. */
export interface Portion {
  readonly partnerId: PartnerId;
  readonly sharePpm: bigint;
}

/** A lead in a report: what stands, and what it would be under the models asked for. */
export interface ReportedLead {
  /** By what it is grouped, besides the partner. */
  readonly group: string;
  readonly sourced: readonly Portion[];
  readonly influenced: readonly PartnerId[];
  readonly won: Money | null;
  readonly under: ReadonlyMap<string, readonly Portion[]>;
}

/** Shares of leads, added up, and what those are worth that are won; currencies are never added. */
export interface Figures {
  readonly ppm: bigint;
  readonly value: ReadonlyMap<Currency, bigint>;
}

export interface AttributionGroup {
  readonly group: string;
  /** Null where all partners are together. */
  readonly partnerId: PartnerId | null;
  readonly sourced: Figures;
  /** Leads in which they stand in the other book; never added to the first. */
  readonly influencedLeads: number;
  readonly under: ReadonlyMap<string, Figures>;
}

export interface AttributionCut {
  /** Null for all; else what this one has. */
  readonly only: PartnerId | null;
  readonly byPartner: boolean;
  readonly models: readonly string[];
}

interface Adding {
  readonly group: string;
  readonly partnerId: PartnerId | null;
  readonly sums: Map<string, { ppm: bigint; value: Map<Currency, bigint> }>;
  influencedLeads: number;
}

/** What stands is told under this name beside the models. */
const STANDING = "";

/** Adds leads up by group and partner: a lead's value goes to those who have it, to the smallest unit. */
export function attributionFigures(
  leads: readonly ReportedLead[],
  { only, byPartner, models }: AttributionCut,
): readonly AttributionGroup[] {
  const groups = new Map<string, Adding>();
  const groupOf = (group: string, partner: PartnerId): Adding => {
    const partnerId = byPartner ? partner : null;
    const key = `${group} ${partnerId ?? ""}`;
    const made = groups.get(key) ?? { group, partnerId, sums: new Map(), influencedLeads: 0 };
    groups.set(key, made);
    return made;
  };
  for (const lead of leads) {
    for (const [name, portions] of [[STANDING, lead.sourced] as const, ...lead.under])
      addPortions(lead, name, portions, (of) =>
        only === null || of === only ? groupOf(lead.group, of) : null,
      );
    const influencing = lead.influenced.filter((of) => only === null || of === only);
    for (const adding of new Set(influencing.map((of) => groupOf(lead.group, of))))
      adding.influencedLeads += 1;
  }
  return [...groups.values()].map(({ group, partnerId, sums, influencedLeads }) => ({
    group,
    partnerId,
    influencedLeads,
    sourced: sums.get(STANDING) ?? NOTHING,
    under: new Map(models.map((model) => [model, sums.get(model) ?? NOTHING])),
  }));
}

const NOTHING: Figures = { ppm: 0n, value: new Map() };

function addPortions(
  { won }: ReportedLead,
  name: string,
  portions: readonly Portion[],
  groupFor: (partnerId: PartnerId) => Adding | null,
): void {
  const parts =
    won && portions.length > 0
      ? allocate(
          won.minor,
          portions.map(({ sharePpm }) => sharePpm),
        )
      : [];
  for (const [index, { partnerId, sharePpm }] of portions.entries()) {
    const adding = groupFor(partnerId);
    if (!adding) continue;
    const sum = adding.sums.get(name) ?? { ppm: 0n, value: new Map<Currency, bigint>() };
    sum.ppm += sharePpm;
    if (won)
      sum.value.set(won.currency, (sum.value.get(won.currency) ?? 0n) + (parts[index] ?? 0n));
    adding.sums.set(name, sum);
  }
}

/** Millionths of leads as a number of leads: 2,333,334 is 2.333334. */
export const leadsText = (ppm: bigint): string =>
  `${ppm / 1_000_000n}.${String(ppm % 1_000_000n).padStart(6, "0")}`;

/** A value in each of its currencies. */
export const moneyOf = ({ value }: Figures): readonly Money[] =>
  [...value].map(([currency, minor]) => money(minor, currency));
