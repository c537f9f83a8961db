import { idOf, WHOLE_PPM } from "../../kernel/index.ts";

import type { AwardToEarn, Beneficiary } from "./award.ts";
import type { Room } from "./caps.ts";
import { closes } from "./gates.ts";
import type { EstimatedFor, RuleToEstimate } from "./estimated.ts";

/** Ids that no row has: of an estimate nothing is kept. */
const NONE = "00000000-0000-0000-0000-000000000000";
const [AWARD, LEAD, CREDIT, OTHERS] = [
  idOf("awd", NONE),
  idOf("lead", NONE),
  idOf("crd", NONE),
  idOf("prt", NONE),
];

/** What the milestones before take of what is limited. */
export interface Taken {
  readonly byLead: bigint;
  readonly byPartner: bigint;
}

/** What an award would be earned by, were its milestone reached now, as far as that is the partner's own to know. */
export function awardToEstimate(
  owner: EstimatedFor,
  each: RuleToEstimate,
  before: Taken,
): AwardToEarn {
  const { rule, exchange, factor, quality, volume, conditions, day } = each;
  const { partnerId, sharePpm, deal } = owner;
  const part = { creditId: CREDIT, partnerName: "" };
  const own = { ...part, partnerId, sharePpm, touchRank: 1, isPaid: true };
  const others: Beneficiary = {
    ...{ ...part, partnerId: OTHERS, sharePpm: WHOLE_PPM - sharePpm },
    ...{ touchRank: 2, isPaid: false },
  };
  return {
    ...{ awardId: AWARD, leadId: LEAD, rule, deal, exchange, tender: null },
    beneficiaries: sharePpm === WHOLE_PPM ? [own] : [own, others],
    hasLiveCreditInCycle:
      rule.milestone === "SQL" && closes(owner.liveCreditInCycle, { isSpiff: Boolean(rule.spiff) }),
    isEarned: false,
    isPassedOver: false,
    factors: new Map(factor ? [[partnerId, factor]] : []),
    ...(quality ? { quality: new Map([[partnerId, quality]]) } : {}),
    ...{ pace: volume?.pace ?? null, conditions },
    room: roomOf(owner, each, before),
    ...{ eventAt: owner.at, effectiveOn: day },
  };
}

function roomOf(
  { partnerId }: EstimatedFor,
  { rule: { caps }, leadUsed, window }: RuleToEstimate,
  before: Taken,
): Room {
  return {
    lead: caps.leadCap === null ? null : { limit: caps.leadCap, used: leadUsed + before.byLead },
    partners: new Map(
      window ? [[partnerId, { ...window, used: window.used + before.byPartner }]] : [],
    ),
    budget: null,
  };
}
