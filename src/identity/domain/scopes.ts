/** What a scope lets its holder do: look, change, or set the seal on what somebody else prepared. */
export type ScopeKind = "READ" | "WRITE" | "APPROVE";

interface ScopeFacts {
  /** One line: the description of the scope in the API. */
  readonly meaning: string;
  readonly kind: ScopeKind;
  /** Whether a partner's side may ever hold it. */
  readonly forPartners: boolean;
}

const partners = (kind: ScopeKind, meaning: string): ScopeFacts => ({
  meaning,
  kind,
  forPartners: true,
});
const vendor = (kind: ScopeKind, meaning: string): ScopeFacts => ({
  meaning,
  kind,
  forPartners: false,
});

/**
 * Every right there is. Roles are named sets of these, API keys carry them one by one, and a field
 * of the API declares which it needs. Creating and approving are never the same scope.
 */
export const SCOPES = {
  LEADS_READ: partners("READ", "Read leads: a partner its own, the vendor all submitted ones."),
  LEADS_WRITE: partners("WRITE", "Register, correct and withdraw leads, and add evidence."),
  COMMENTS_WRITE: partners("WRITE", "Write comments on leads that both sides read."),
  LEADS_TRIAGE: vendor("WRITE", "Work the sales inbox: accept, reject and return leads."),
  LEADS_QUALIFY: vendor("WRITE", "Assess, qualify, disqualify, convert, win and lose leads."),
  LEADS_ASSIGN: vendor("WRITE", "Give leads to queues, teams and persons."),
  LEADS_PROMOTE: vendor("WRITE", "Raise submitted leads to MQL as marketing."),
  LEADS_REOPEN: vendor("WRITE", "Reopen closed leads and undo the last move."),
  LEADS_MERGE: vendor("WRITE", "Merge leads that name the same prospect."),
  LEADS_TRANSFER: vendor("WRITE", "Transfer a lead to another partner."),
  CONTACTS_READ: partners("READ", "See the persons on a lead: names, e-mail, phone."),
  SCORES_READ: vendor("READ", "See scores and what they are made of."),
  INTERNAL_READ: vendor("READ", "See the vendor's internal notes, matches and routing."),
  CONFLICTS_RESOLVE: vendor("WRITE", "Read and decide conflicts and appeals."),
  CONFIG_READ: vendor("READ", "Read routing, service levels, criteria drafts and models."),
  CONFIG_WRITE: vendor("WRITE", "Draft routing, service levels, criteria and models."),
  CRITERIA_PUBLISH: vendor(
    "WRITE",
    "Publish criteria versions, one from sales and one from marketing.",
  ),
  MODELS_TRAIN: vendor("WRITE", "Train scoring models and propose them."),
  MODELS_PUBLISH: vendor("WRITE", "Publish a proposed scoring model."),
  ATTRIBUTION_READ: vendor("READ", "Read attribution: shares, touchpoints and models."),
  ATTRIBUTION_WRITE: vendor("WRITE", "Record touchpoints and draft attribution models."),
  PROGRAMS_READ: partners("READ", "Read programs, their terms and what they pay."),
  PROGRAMS_WRITE: vendor("WRITE", "Draft programs and incentive programs."),
  PROGRAMS_APPROVE: vendor("APPROVE", "Approve a drafted version of a program."),
  BUDGETS_READ: vendor("READ", "See budgets and what is left of them."),
  RATES_WRITE: vendor("WRITE", "Import rates of exchange."),
  CREDITS_READ: partners("READ", "Read incentive credits and statements: a partner its own."),
  CREDITS_ADJUST: vendor("WRITE", "Prepare adjustments and reversals of credits."),
  CREDITS_APPROVE: vendor("APPROVE", "Approve or reject credits and their adjustments."),
  PAYOUTS_READ: partners("READ", "Read payouts: a partner its own."),
  PAYOUT_ACCOUNTS_WRITE: partners(
    "WRITE",
    "Say where a partner's money goes: a partner its own, the vendor all partners'.",
  ),
  PAYOUT_ACCOUNTS_VERIFY: vendor("APPROVE", "Verify where a partner's money goes."),
  TAX_READ: partners("READ", "Read tax profiles and forms: a partner its own."),
  TAX_WRITE: partners(
    "WRITE",
    "Say as whom a partner is taxed, and record its forms: a partner of itself, the vendor of all.",
  ),
  TAX_RULES_WRITE: vendor("WRITE", "Say which tax forms a country asks for, from which sum on."),
  TAX_APPROVE: vendor(
    "APPROVE",
    "Verify tax profiles, accept tax forms, and approve tax rules that somebody else made.",
  ),
  PAYOUTS_PREPARE: vendor("WRITE", "Prepare payout batches."),
  PAYOUTS_APPROVE: vendor("APPROVE", "Approve payout batches that somebody else prepared."),
  PAYOUTS_EXPORT: vendor("WRITE", "Export approved payouts to the bank and the books."),
  LEDGER_READ: vendor("READ", "Read the books: postings, balances, anchors of the chain."),
  PERIODS_PREPARE: vendor("WRITE", "Soft-close accounting periods, and ask to open them again."),
  PERIODS_CLOSE: vendor("APPROVE", "Close accounting periods, and let them be opened again."),
  GL_MAPPINGS_WRITE: vendor("WRITE", "Say which accounts of the firm's books the ledger goes to."),
  GL_MAPPINGS_APPROVE: vendor("APPROVE", "Approve such a mapping that somebody else made."),
  REPORTS_READ: partners("READ", "Read funnels: a partner its own, the vendor all partners'."),
  EXPORTS_WRITE: partners("READ", "Start and fetch exports of what the caller may read."),
  OWN_EXPORTS_WRITE: partners(
    "READ",
    "Start and fetch files of a partner's own credit and statements.",
  ),
  PARTNERS_READ: partners("READ", "Read partners and members: a partner its own."),
  PARTNERS_WRITE: vendor("WRITE", "Add partners and the programs they enrol in, and change them."),
  MEMBERS_WRITE: partners("WRITE", "Invite and deactivate members, and accept terms."),
  WEBHOOKS_WRITE: partners("WRITE", "Manage webhook endpoints and redeliver events."),
  API_KEYS_WRITE: partners("WRITE", "Create and revoke API keys."),
  WAIVERS_READ: vendor("READ", "Read when one person decided where two were needed."),
  WAIVERS_WRITE: vendor("WRITE", "Let one person decide where a rule of finance asks for two."),
  WAIVERS_REVIEW: vendor("APPROVE", "Review what one person decided alone, and end such waivers."),
  AUDIT_READ: vendor("READ", "Read the audit log."),
  PRIVACY_WRITE: vendor("WRITE", "Erase, restrict and hand out a person's data."),
} as const satisfies Record<string, ScopeFacts>;

export type Scope = keyof typeof SCOPES;

/** Every scope, in the order of the list. */
export const ALL_SCOPES: readonly Scope[] = Object.keys(SCOPES).filter(isScope);

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}
