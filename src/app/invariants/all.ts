import { BANK_STATEMENT_INVARIANTS } from "./bank-statements.ts";
import { CAP_INVARIANTS } from "./caps.ts";
import { CONVERSATION_INVARIANTS } from "./conversation.ts";
import { CRITERIA_INVARIANTS } from "./criteria.ts";
import { DISCOVERY_CALL_INVARIANTS } from "./discovery-calls.ts";
import { EXCHANGE_INVARIANTS } from "./exchange.ts";
import { GL_TREATMENT_INVARIANTS } from "./gl-treatment.ts";
import { IDENTITY_INVARIANTS } from "./identity.ts";
import { INCENTIVE_INVARIANTS } from "./incentives.ts";
import type { Invariant } from "./invariant.ts";
import { JOB_INVARIANTS } from "./jobs.ts";
import { LEAD_INVARIANTS } from "./leads.ts";
import { LEDGER_INVARIANTS } from "./ledger.ts";
import { NOTICE_INVARIANTS } from "./notices.ts";
import { APPROVAL_INVARIANTS } from "./approval.ts";
import { PAYOUT_INVARIANTS } from "./payouts.ts";
import { TAX_INVARIANTS } from "./tax.ts";
import { PAYOUT_ACCOUNT_INVARIANTS } from "./payout-accounts.ts";
import { PAYOUT_TERM_INVARIANTS } from "./payout-terms.ts";
import { PERIOD_INVARIANTS } from "./periods.ts";
import { PROGRAM_INVARIANTS } from "./programs.ts";
import { PROTECTION_INVARIANTS } from "./protection.ts";
import { RECORD_INVARIANTS } from "./records.ts";
import { ROLLUP_INVARIANTS } from "./rollups.ts";
import { SETTLEMENT_INVARIANTS } from "./settlements.ts";
import { SCORING_INVARIANTS } from "./scoring.ts";
import { SHARING_INVARIANTS } from "./sharing.ts";
import { ROUTING_INVARIANTS } from "./routing.ts";
import { INCENTIVE_RULE_INVARIANTS } from "./incentive-rules.ts";
import { DEFERRAL_INVARIANTS } from "./deferral.ts";
import { RECRUITMENT_INVARIANTS } from "./recruitments.ts";
import { RECRUITER_PAY_INVARIANTS } from "./recruiter-pay.ts";
import { RECURRING_INVARIANTS } from "./recurring.ts";
import { TIER_INVARIANTS } from "./tiers.ts";
import { VOLUME_INVARIANTS } from "./volume.ts";
import { STATEMENT_INVARIANTS } from "./statements.ts";
import { SUCCESSION_INVARIANTS } from "./succession.ts";
import { WITHHOLDING_INVARIANTS } from "./withholding.ts";
import { WAIVER_INVARIANTS } from "./waivers.ts";

/** Every promise of the data, from the leads to the money. */
export const ALL_INVARIANTS: readonly Invariant[] = [
  ...LEAD_INVARIANTS,
  ...PROGRAM_INVARIANTS,
  ...CONVERSATION_INVARIANTS,
  ...PROTECTION_INVARIANTS,
  ...NOTICE_INVARIANTS,
  ...ROUTING_INVARIANTS,
  ...SCORING_INVARIANTS,
  ...CRITERIA_INVARIANTS,
  ...DISCOVERY_CALL_INVARIANTS,
  ...RECORD_INVARIANTS,
  ...IDENTITY_INVARIANTS,
  ...INCENTIVE_INVARIANTS,
  ...CAP_INVARIANTS,
  ...GL_TREATMENT_INVARIANTS,
  ...PAYOUT_TERM_INVARIANTS,
  ...RECURRING_INVARIANTS,
  ...DEFERRAL_INVARIANTS,
  ...TIER_INVARIANTS,
  ...RECRUITMENT_INVARIANTS,
  ...RECRUITER_PAY_INVARIANTS,
  ...VOLUME_INVARIANTS,
  ...INCENTIVE_RULE_INVARIANTS,
  ...EXCHANGE_INVARIANTS,
  ...SETTLEMENT_INVARIANTS,
  ...LEDGER_INVARIANTS,
  ...PERIOD_INVARIANTS,
  ...SHARING_INVARIANTS,
  ...APPROVAL_INVARIANTS,
  ...TAX_INVARIANTS,
  ...PAYOUT_ACCOUNT_INVARIANTS,
  ...PAYOUT_INVARIANTS,
  ...WITHHOLDING_INVARIANTS,
  ...BANK_STATEMENT_INVARIANTS,
  ...STATEMENT_INVARIANTS,
  ...SUCCESSION_INVARIANTS,
  ...WAIVER_INVARIANTS,
  ...ROLLUP_INVARIANTS,
  ...JOB_INVARIANTS,
];
