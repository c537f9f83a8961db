import { allocate } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";

import type { BudgetExcess, CapTerms, CapWindow, PartnerCapExcess } from "./cap-terms.ts";
import type { CapTrace } from "./calculation.ts";

/** What is there of something that is limited, in the program's smallest unit. */
export interface Limit {
  readonly limit: bigint;
  readonly used: bigint;
}

/** What is left of a partner's cap, in the window in which it counts. */
export interface PartnerLimit extends Limit {
  readonly window: CapWindow;
  /** YYYY-MM-DD. */
  readonly startsOn: string;
}

/** What is left for an award of all that its program limits; null, or not there, where nothing is. */
export interface Room {
  readonly lead: Limit | null;
  /** Of each partner's window. */
  readonly partners: ReadonlyMap<PartnerId, PartnerLimit>;
  readonly budget: Limit | null;
}

export const NO_LIMITS: Room = { lead: null, partners: new Map(), budget: null };

/** One partner's part of an award. */
export interface Part {
  readonly partnerId: PartnerId;
  readonly weight: bigint;
  /** False for the vendor itself, of whose part nobody is paid. */
  readonly isPaid: boolean;
  readonly minor: bigint;
}

interface Capped<Value> {
  readonly value: Value;
  readonly traces: readonly CapTrace[];
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other);

/** What is left of a limit; nothing where more was used than a lower limit allows since. */
const roomIn = ({ limit, used }: Limit): bigint => (used < limit ? limit - used : 0n);

/** What of an award its lead may still earn, before it is split. */
export function capLead(gross: bigint, limit: Limit | null): Capped<bigint> {
  if (limit === null) return { value: gross, traces: [] };
  const value = least(gross, roomIn(limit));
  return { value, traces: [traceOf("LEAD", limit, gross, value)] };
}

/**
 * What of its part each partner may still earn in its window. What is over is paid to nobody, or goes to
 * those of the award who have room, by weight, until all of it is placed or nobody has, or waits.
 */
export function capPartners(
  parts: readonly Part[],
  limits: Room["partners"],
  onExcess: PartnerCapExcess,
  deferWindows: number | null = null,
): Capped<readonly Part[]> {
  if (limits.size === 0) return { value: parts, traces: [] };
  const rooms = parts.map(({ partnerId, isPaid }) => {
    const limit = limits.get(partnerId);
    return isPaid && limit ? roomIn(limit) : null;
  });
  const cut = parts.map((part, index) => {
    const room = rooms[index] ?? null;
    return { ...part, minor: room === null ? part.minor : least(part.minor, room) };
  });
  const excess = total(parts) - total(cut);
  const value = onExcess === "REDISTRIBUTE" ? placeExcess(cut, rooms, excess) : cut;
  const traces = value.flatMap(({ partnerId, minor }, index) => {
    const limit = limits.get(partnerId);
    const before = parts[index]?.minor ?? 0n;
    if (!limit) return [];
    const { window, startsOn } = limit;
    const later = deferWindows !== null && before > minor ? { deferWindows } : {};
    return [{ ...traceOf("PARTNER", limit, before, minor), partnerId, window, startsOn, ...later }];
  });
  return { value, traces };
}

/** Each round either places all that is over, or fills somebody's room: it ends. */
function placeExcess(
  parts: readonly Part[],
  rooms: readonly (bigint | null)[],
  excess: bigint,
): readonly Part[] {
  const left = parts.map(({ minor, isPaid }, index) =>
    isPaid ? (rooms[index] ?? minor) - minor : 0n,
  );
  const weights = parts.map(({ weight }, index) => ((left[index] ?? 0n) > 0n ? weight : 0n));
  if (excess === 0n || weights.every((weight) => weight === 0n)) return parts;
  const more = allocate(excess, weights).map((share, index) => least(share, left[index] ?? 0n));
  const placed = more.reduce((sum, each) => sum + each, 0n);
  const grown = parts.map((part, index) => ({ ...part, minor: part.minor + (more[index] ?? 0n) }));
  return placeExcess(grown, rooms, excess - placed);
}

/**
 * What of the paid parts the program's budget still bears: spread over them where it is not enough for
 * all, or nothing where it is to be all or nothing.
 */
export function capBudget(
  parts: readonly Part[],
  limit: Limit | null,
  onExcess: BudgetExcess,
): Capped<readonly Part[]> {
  if (limit === null) return { value: parts, traces: [] };
  const paid = parts.map(({ isPaid, minor }) => (isPaid ? minor : 0n));
  const wanted = paid.reduce((sum, minor) => sum + minor, 0n);
  const room = roomIn(limit);
  const borne = onExcess === "WHOLE_OR_NOTHING" && wanted > room ? 0n : least(wanted, room);
  const shares = borne === wanted ? paid : allocate(borne, paid);
  const value = parts.map((part, index) =>
    part.isPaid ? { ...part, minor: shares[index] ?? 0n } : part,
  );
  return { value, traces: [traceOf("BUDGET", limit, wanted, borne)] };
}

/** The parts of an award after all that limits them, in the order in which it does. */
export function capParts(
  parts: readonly Part[],
  room: Room,
  terms: CapTerms,
): Capped<readonly Part[]> {
  const { onExcess = "FORFEIT", deferWindows = null } = terms.partnerCap ?? {};
  const partners = capPartners(parts, room.partners, onExcess, deferWindows);
  const budget = capBudget(partners.value, room.budget, terms.budget?.onExcess ?? "FORFEIT");
  return { value: budget.value, traces: [...partners.traces, ...budget.traces] };
}

/** Whether what is limited bears all of these, as they are. */
export function hasRoomFor(
  parts: readonly Pick<Part, "partnerId" | "minor">[],
  { lead, partners, budget }: Room,
): boolean {
  const all = parts.reduce((sum, { minor }) => sum + minor, 0n);
  const bears = (limit: Limit | null | undefined, minor: bigint): boolean =>
    !limit || minor <= roomIn(limit);
  return (
    bears(lead, all) &&
    bears(budget, all) &&
    parts.every(({ partnerId, minor }) => bears(partners.get(partnerId), minor))
  );
}

function total(parts: readonly Part[]): bigint {
  return parts.reduce((sum, { minor }) => sum + minor, 0n);
}

function traceOf(
  kind: CapTrace["kind"],
  { limit, used }: Limit,
  before: bigint,
  after: bigint,
): CapTrace {
  return {
    kind,
    limitMinor: limit.toString(),
    usedMinor: used.toString(),
    beforeMinor: before.toString(),
    afterMinor: after.toString(),
  };
}
