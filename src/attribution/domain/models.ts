import type { PartnerId } from "../../kernel/index.ts";
import { halved, WHOLE_PPM, toPpm, unreachable } from "../../kernel/index.ts";

/** How what a lead is owed is spread over the touches that came before its milestone. */
export const ATTRIBUTION_MODELS = [
  "DEAL_REGISTRATION",
  "FIRST_TOUCH",
  "LAST_TOUCH",
  "LINEAR",
  "U_SHAPED",
  "W_SHAPED",
  "TIME_DECAY",
  "ROLE_WEIGHTED",
] as const;
export type AttributionModel = (typeof ATTRIBUTION_MODELS)[number];

export const MEANINGS_OF_MODELS: Readonly<Record<AttributionModel, string>> = {
  DEAL_REGISTRATION: "Whoever registered the lead has all of it.",
  FIRST_TOUCH: "Whose touch was the first has all.",
  LAST_TOUCH: "Whose touch was the last has all.",
  LINEAR: "All touches weigh the same.",
  U_SHAPED: "The first and the last weigh .4 each, those between .2 together.",
  W_SHAPED:
    "The first, the last and the last before the acceptance weigh .3 each, the others .1 together.",
  TIME_DECAY: "The younger a touch is, the more it weighs: half as much after each half-life.",
  ROLE_WEIGHTED: "Touches weigh what the policy says of their roles.",
};

export const TOUCH_ROLES = ["SOURCED", "INFLUENCED", "CO_SELL", "DELIVERED", "RESOLD"] as const;
export type TouchRole = (typeof TOUCH_ROLES)[number];

/** Somebody's contact with the prospect. */
export interface Touch {
  readonly partnerId: PartnerId;
  readonly role: TouchRole;
  readonly occurredAt: Date;
  /** It was decided that it brings nothing: whatever the model, it stands in the other book. */
  readonly isAside?: boolean;
}

/** A model with what it counts by. */
export interface Weighing {
  readonly model: AttributionModel;
  /** TIME_DECAY: after so many days a touch counts half as much. */
  readonly halfLifeDays: number;
  /** ROLE_WEIGHTED: what a touch in each role counts; those that are not named count nothing. */
  readonly roleWeights: Readonly<Partial<Record<TouchRole, number>>>;
  /** Touches that are older at the milestone do not count; null where all do. */
  readonly windowDays: number | null;
}

/** The lead whose touches they are. */
export interface Touched {
  /** Whoever found the lead, mostly by registering it: the registration is a touch of its own. */
  readonly finder: PartnerId;
  readonly claimedAt: Date;
  /** The third anchor of W_SHAPED is the touch before it; null where it was never accepted. */
  readonly acceptedAt: Date | null;
  /** Age is measured to it, and nothing counts that came later. */
  readonly milestoneAt: Date;
}

export interface ModelShare {
  readonly partnerId: PartnerId;
  readonly sharePpm: bigint;
  /** 1 for whose touch was the earliest of those that count. */
  readonly touchRank: number;
}

const DAY_MS = 86_400_000;

/**
 * Whose a lead is under a model: the weights of the touches, added up for each partner before anything
 * is rounded, in parts per million that add up to exactly a million; the odd one goes to the earliest
 * touch. Where nothing counts, or all of it came too early, the finder has all.
 *
 * | model | with one touch | two | three | more |
 * |---|---|---|---|---|
 * | U_SHAPED | all | a half each | .4 .2 .4 | .2 divided among those between |
 * | W_SHAPED | all | a half each | a third each | .3 to the first, the last and the anchor, .1 divided among the others |
 *
 * The touches that count are those that brought the prospect (SOURCED), the registration among them;
 * under ROLE_WEIGHTED those whose role weighs something. Of one partner's on one day, in one role, the
 * first counts, but for LAST_TOUCH, which goes by nothing but the last.
 */
export function sharesUnder(
  weighing: Weighing,
  lead: Touched,
  touches: readonly Touch[],
): readonly ModelShare[] {
  const counting = countingTouches(weighing, lead, touches);
  const weights = weightsOf(weighing, lead, counting);
  const byPartner = new Map<PartnerId, bigint>();
  for (const [index, { partnerId }] of counting.entries()) {
    const weight = weights[index] ?? 0n;
    if (weight > 0n) byPartner.set(partnerId, (byPartner.get(partnerId) ?? 0n) + weight);
  }
  if (byPartner.size === 0) {
    return [{ partnerId: lead.finder, sharePpm: WHOLE_PPM, touchRank: 1 }];
  }
  const ppm = toPpm([...byPartner.values()]);
  return [...byPartner.keys()].map((partnerId, index) => ({
    partnerId,
    sharePpm: ppm[index] ?? 0n,
    touchRank: index + 1,
  }));
}

/** Whether a touch can count in the SOURCED book; else it stands in the other one. */
function countsAsSourced({ model, roleWeights }: Weighing, { role, isAside }: Touch): boolean {
  if (isAside === true) return false;
  return model === "ROLE_WEIGHTED" ? (roleWeights[role] ?? 0) > 0 : role === "SOURCED";
}

/** The touches that count, the earliest first; at one instant by partner, so that their order does not matter. */
function countingTouches(
  weighing: Weighing,
  { finder, claimedAt, milestoneAt }: Touched,
  touches: readonly Touch[],
): readonly Touch[] {
  const registration: Touch = { partnerId: finder, role: "SOURCED", occurredAt: claimedAt };
  if (weighing.model === "DEAL_REGISTRATION") return [registration];
  const end = milestoneAt.getTime();
  const begin = weighing.windowDays === null ? -Infinity : end - weighing.windowDays * DAY_MS;
  const counting = [registration, ...touches]
    .filter((touch) => {
      const at = touch.occurredAt.getTime();
      return at >= begin && at <= end && countsAsSourced(weighing, touch);
    })
    .toSorted(earliestFirst);
  return weighing.model === "LAST_TOUCH" ? counting : onceADay(counting);
}

const earliestFirst = (one: Touch, other: Touch): number =>
  one.occurredAt.getTime() - other.occurredAt.getTime() ||
  inOrder(one.partnerId, other.partnerId) ||
  inOrder(one.role, other.role);

/** Of what a partner did in one role on one day (UTC) the first counts: telling more of the same day gains nothing. */
function onceADay(touches: readonly Touch[]): readonly Touch[] {
  const seen = new Set<string>();
  return touches.filter(({ partnerId, role, occurredAt }) => {
    const key = `${partnerId} ${role} ${occurredAt.toISOString().slice(0, 10)}`;
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst;
  });
}

export interface Helper {
  readonly partnerId: PartnerId;
  readonly role: TouchRole;
}

/**
 * Whoever had to do with the lead, and is owed nothing of it: each once, as it first was, the earliest first. What
 * came before the window, or later than the milestone, is no reason to be owed, but to stand here.
 */
export function helpersAmong(
  touches: readonly Touch[],
  owed: ReadonlySet<PartnerId>,
): readonly Helper[] {
  const helpers = new Map<PartnerId, TouchRole>();
  for (const { partnerId, role } of touches.toSorted(earliestFirst))
    if (!owed.has(partnerId) && !helpers.has(partnerId)) helpers.set(partnerId, role);
  return [...helpers].map(([partnerId, role]) => ({ partnerId, role }));
}

const inOrder = (one: string, other: string): number => {
  if (one === other) return 0;
  return one < other ? -1 : 1;
};

function weightsOf(
  { model, halfLifeDays, roleWeights }: Weighing,
  lead: Touched,
  touches: readonly Touch[],
): readonly bigint[] {
  const last = touches.length - 1;
  switch (model) {
    case "DEAL_REGISTRATION":
    case "FIRST_TOUCH":
      return touches.map((_, index) => (index === 0 ? 1n : 0n));
    case "LAST_TOUCH":
      return touches.map((_, index) => (index === last ? 1n : 0n));
    case "LINEAR":
      return touches.map(() => 1n);
    case "U_SHAPED":
      return anchored(touches.length, [0, last], 2n);
    case "W_SHAPED":
      return anchored(touches.length, [0, thirdAnchor(lead, touches), last], 3n);
    case "TIME_DECAY":
      return decayed(lead, touches, BigInt(halfLifeDays) * BigInt(DAY_MS));
    case "ROLE_WEIGHTED":
      return touches.map(({ role }) => BigInt(roleWeights[role] ?? 0));
    default:
      return unreachable(model);
  }
}

/**
 * What weighs `each` times as much as all others together stands at the anchors: 2 of 5 at each of two
 * ends, 3 of 10 at each of three. Where all are anchors they weigh the same.
 */
function anchored(count: number, anchors: readonly number[], each: bigint): readonly bigint[] {
  const places = new Set(anchors);
  const others = BigInt(count - places.size);
  return Array.from({ length: count }, (_, index) => {
    if (!places.has(index)) return 1n;
    return others === 0n ? 1n : each * others;
  });
}

/** Of the touches between the first and the last, the latest that came before the acceptance; else the first. */
function thirdAnchor({ acceptedAt }: Touched, touches: readonly Touch[]): number {
  const last = touches.length - 1;
  const before = touches.findLastIndex(
    ({ occurredAt }, index) =>
      index < last && acceptedAt !== null && occurredAt.getTime() <= acceptedAt.getTime(),
  );
  if (last < 2) return 0;
  return before > 0 ? before : 1;
}

/**
 * 0.5 to the power of age through half-life. Only how the weights stand to one another counts, so that
 * ages are taken beyond the youngest touch's: that way the oldest of them all still weighs something.
 */
function decayed(
  { milestoneAt }: Touched,
  touches: readonly Touch[],
  halfLifeMs: bigint,
): readonly bigint[] {
  const ages = touches.map(({ occurredAt }) =>
    BigInt(milestoneAt.getTime() - occurredAt.getTime()),
  );
  const youngest = ages.at(-1) ?? 0n;
  return ages.map((age) => halved(age - youngest, halfLifeMs));
}
