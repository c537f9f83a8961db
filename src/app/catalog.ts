import { leadAttribution, shareReads } from "../attribution/index.ts";
import { apiKeyReads, auditReads, memberReads } from "../identity/index.ts";
import { creditReads, leadCredits } from "../incentives/index.ts";
import { leadEventReads, leadReads, reasonReads } from "../leads/index.ts";
import type { StageMove } from "../leads/index.ts";
import {
  partnerOfAuditEntry,
  partnerOfMember,
  partnerReads,
  tierReads,
} from "../partners/index.ts";
import { Catalog } from "../platform/reading/index.ts";
import { conflictReads, leadProtection, likenessReads } from "../protection/index.ts";
import {
  answerReads,
  assessmentReads,
  criteriaReads,
  criterionReads,
  opportunityReads,
  qualifiedLead,
} from "../qualification/index.ts";

/** How all that is read is read, along the ladder. */
export function catalogOf(moves: readonly StageMove[]): Catalog {
  return new Catalog(
    [
      memberReads,
      apiKeyReads,
      auditReads,
      partnerReads,
      tierReads,
      leadReads(moves),
      leadEventReads,
      reasonReads,
      conflictReads,
      likenessReads,
      shareReads,
      creditReads,
      criteriaReads,
      criterionReads,
      assessmentReads,
      answerReads,
      opportunityReads,
    ],
    [
      partnerOfMember,
      partnerOfAuditEntry,
      leadProtection,
      leadAttribution,
      leadCredits,
      qualifiedLead,
    ],
  );
}
