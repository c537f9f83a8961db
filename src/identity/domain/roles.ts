import { ALL_SCOPES, SCOPES } from "./scopes.ts";
import type { Scope } from "./scopes.ts";

/** On which side of the business somebody stands; nobody stands on both. */
export const SIDES = ["PARTNER", "VENDOR"] as const;
export type Side = (typeof SIDES)[number];

interface RoleFacts {
  readonly side: Side;
  /** One line: the description of the role in the API. */
  readonly meaning: string;
  readonly scopes: readonly Scope[];
}

const MEMBER_OF_PARTNER: readonly Scope[] = [
  "LEADS_READ",
  "LEADS_WRITE",
  "COMMENTS_WRITE",
  "CONTACTS_READ",
  "CREDITS_READ",
  "PARTNERS_READ",
  "PROGRAMS_READ",
  "REPORTS_READ",
  "OWN_EXPORTS_WRITE",
];

const SALES: readonly Scope[] = [
  "LEADS_READ",
  "COMMENTS_WRITE",
  "LEADS_TRIAGE",
  "LEADS_QUALIFY",
  "CONTACTS_READ",
  "SCORES_READ",
  "INTERNAL_READ",
  "PARTNERS_READ",
  "PROGRAMS_READ",
];

/** What all who deal with money read: no person on a lead, no score, no internal note. */
const BOOKS: readonly Scope[] = [
  "LEDGER_READ",
  "LEADS_READ",
  "PARTNERS_READ",
  "PROGRAMS_READ",
  "ATTRIBUTION_READ",
  "BUDGETS_READ",
  "CREDITS_READ",
  "PAYOUTS_READ",
  "TAX_READ",
  "WAIVERS_READ",
  "REPORTS_READ",
  "EXPORTS_WRITE",
];

/** The roles. The database holds the same names per side in constraint membership_roles. */
export const ROLES = {
  PARTNER_MEMBER: {
    side: "PARTNER",
    meaning: "Works for a partner: registers leads, watches them, sees credits.",
    scopes: MEMBER_OF_PARTNER,
  },
  PARTNER_ADMIN: {
    side: "PARTNER",
    meaning: "Runs a partner's side: also its members, API keys, payout accounts and tax profile.",
    scopes: [
      ...MEMBER_OF_PARTNER,
      "MEMBERS_WRITE",
      "API_KEYS_WRITE",
      "PAYOUTS_READ",
      "PAYOUT_ACCOUNTS_WRITE",
      "TAX_READ",
      "TAX_WRITE",
    ],
  },
  SALES_REP: {
    side: "VENDOR",
    meaning: "Accepts and qualifies leads as SDR, converts and closes them as account executive.",
    scopes: SALES,
  },
  SALES_MANAGER: {
    side: "VENDOR",
    meaning: "Leads the sales team: assigns, reopens, undoes, decides appeals.",
    scopes: [
      ...SALES,
      "LEADS_ASSIGN",
      "LEADS_REOPEN",
      "CONFLICTS_RESOLVE",
      "CRITERIA_PUBLISH",
      "CONFIG_READ",
      "ATTRIBUTION_READ",
      "CREDITS_READ",
      "REPORTS_READ",
      "EXPORTS_WRITE",
    ],
  },
  CHANNEL_MANAGER: {
    side: "VENDOR",
    meaning: "Looks after partners: tiers, registration on behalf, conflicts, merge, transfer.",
    scopes: [
      "LEADS_READ",
      "LEADS_WRITE",
      "COMMENTS_WRITE",
      "LEADS_MERGE",
      "LEADS_TRANSFER",
      "CONTACTS_READ",
      "SCORES_READ",
      "INTERNAL_READ",
      "CONFLICTS_RESOLVE",
      "CONFIG_READ",
      "ATTRIBUTION_READ",
      "PROGRAMS_READ",
      "CREDITS_READ",
      "PARTNERS_READ",
      "PARTNERS_WRITE",
      "MEMBERS_WRITE",
      "REPORTS_READ",
      "EXPORTS_WRITE",
    ],
  },
  MARKETING_OPS: {
    side: "VENDOR",
    meaning: "Drafts criteria, routing, service levels and incentive programs; promotes leads.",
    scopes: [
      "LEADS_READ",
      "COMMENTS_WRITE",
      "LEADS_PROMOTE",
      "CONTACTS_READ",
      "SCORES_READ",
      "INTERNAL_READ",
      "CONFIG_READ",
      "CONFIG_WRITE",
      "CRITERIA_PUBLISH",
      "MODELS_PUBLISH",
      "ATTRIBUTION_READ",
      "ATTRIBUTION_WRITE",
      "PROGRAMS_READ",
      "PROGRAMS_WRITE",
      "BUDGETS_READ",
      "PARTNERS_READ",
      "REPORTS_READ",
      "EXPORTS_WRITE",
    ],
  },
  SCORING_ANALYST: {
    side: "VENDOR",
    meaning: "Trains scoring models and proposes them; never publishes one.",
    scopes: [
      "LEADS_READ",
      "SCORES_READ",
      "INTERNAL_READ",
      "CONFIG_READ",
      "MODELS_TRAIN",
      "ATTRIBUTION_READ",
      "REPORTS_READ",
    ],
  },
  FINANCE: {
    side: "VENDOR",
    meaning: "Prepares adjustments, payouts and exports; approves nothing.",
    scopes: [
      ...BOOKS,
      "RATES_WRITE",
      "CREDITS_ADJUST",
      "PAYOUT_ACCOUNTS_WRITE",
      "TAX_WRITE",
      "TAX_RULES_WRITE",
      "PAYOUTS_PREPARE",
      "PAYOUTS_EXPORT",
      "PERIODS_PREPARE",
      "GL_MAPPINGS_WRITE",
    ],
  },
  CONTROLLER: {
    side: "VENDOR",
    meaning: "Approves credits, payouts and program versions, closes periods; prepares nothing.",
    scopes: [
      ...BOOKS,
      "PROGRAMS_APPROVE",
      "CREDITS_APPROVE",
      "PAYOUT_ACCOUNTS_VERIFY",
      "TAX_APPROVE",
      "PAYOUTS_APPROVE",
      "PERIODS_CLOSE",
      "GL_MAPPINGS_APPROVE",
      "WAIVERS_REVIEW",
    ],
  },
  PRIVACY_OFFICER: {
    side: "VENDOR",
    meaning: "Answers for personal data: erases it, restricts it, hands it to the person.",
    scopes: ["LEADS_READ", "CONTACTS_READ", "PARTNERS_READ", "PRIVACY_WRITE", "AUDIT_READ"],
  },
  ANALYST: {
    side: "VENDOR",
    meaning: "Reads figures without persons.",
    scopes: [
      "LEADS_READ",
      "SCORES_READ",
      "PARTNERS_READ",
      "PROGRAMS_READ",
      "ATTRIBUTION_READ",
      "CREDITS_READ",
      "REPORTS_READ",
      "EXPORTS_WRITE",
    ],
  },
  ADMIN: {
    side: "VENDOR",
    meaning: "Runs the installation: staff, keys, webhooks and settings.",
    scopes: [
      "LEADS_READ",
      "INTERNAL_READ",
      "CONFIG_READ",
      "CONFIG_WRITE",
      "PROGRAMS_READ",
      "PARTNERS_READ",
      "PARTNERS_WRITE",
      "MEMBERS_WRITE",
      "WEBHOOKS_WRITE",
      "API_KEYS_WRITE",
      "REPORTS_READ",
      "WAIVERS_READ",
      "WAIVERS_WRITE",
      "AUDIT_READ",
    ],
  },
  // Persons on a lead are masked for auditors; all else that can be read, they read.
  AUDITOR: {
    side: "VENDOR",
    meaning: "Reads everything but the persons on a lead, the audit log too; changes nothing.",
    scopes: ALL_SCOPES.filter(
      (scope) => SCOPES[scope].kind === "READ" && scope !== "CONTACTS_READ",
    ),
  },
} as const satisfies Record<string, RoleFacts>;

export type Role = keyof typeof ROLES;

/** Every role, in the order of the list. */
export const ALL_ROLES: readonly Role[] = Object.keys(ROLES).filter(isRole);

export function isRole(text: string): text is Role {
  return Object.hasOwn(ROLES, text);
}

/** All that the roles together allow. */
export function scopesOf(roles: readonly Role[]): ReadonlySet<Scope> {
  return new Set(roles.flatMap((role): readonly Scope[] => ROLES[role].scopes));
}
