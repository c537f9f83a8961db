/**
 * The verbs that move a lead, and the scope each takes. Where they lead is data: table stage_move.
 */
export const LEAD_VERBS = {
  addComment: { action: "COMMENT", scope: "COMMENTS_WRITE", side: "BOTH" },
  addContact: { action: "ADD_CONTACT", scope: "LEADS_WRITE", side: "PARTNER" },
  answerRequest: { action: "ANSWER_REQUEST", scope: "LEADS_WRITE", side: "PARTNER" },
  removeContact: { action: "REMOVE_CONTACT", scope: "LEADS_WRITE", side: "PARTNER" },
  resubmitLead: { action: "RESUBMIT", scope: "LEADS_WRITE", side: "PARTNER" },
  setPrimaryContact: { action: "SET_PRIMARY_CONTACT", scope: "LEADS_WRITE", side: "PARTNER" },
  updateContact: { action: "UPDATE_CONTACT", scope: "LEADS_WRITE", side: "PARTNER" },
  updateLead: { action: "UPDATE", scope: "LEADS_WRITE", side: "PARTNER" },
  submitEvidence: { action: "SUBMIT_EVIDENCE", scope: "LEADS_WRITE", side: "BOTH" },
  withdrawLead: { action: "WITHDRAW", scope: "LEADS_WRITE", side: "PARTNER" },
  reportProgress: { action: "REPORT_PROGRESS", scope: "LEADS_WRITE", side: "PARTNER" },
  requestExtension: { action: "REQUEST_EXTENSION", scope: "LEADS_WRITE", side: "PARTNER" },
  appealDecision: { action: "APPEAL", scope: "LEADS_WRITE", side: "PARTNER" },
  releaseProtection: { action: "RELEASE_PROTECTION", scope: "LEADS_WRITE", side: "PARTNER" },
  promoteLead: { action: "PROMOTE", scope: "LEADS_PROMOTE", side: "VENDOR" },
  acceptLead: { action: "ACCEPT", scope: "LEADS_TRIAGE", side: "VENDOR" },
  rejectLead: { action: "REJECT", scope: "LEADS_TRIAGE", side: "VENDOR" },
  returnLead: { action: "RETURN", scope: "LEADS_TRIAGE", side: "VENDOR" },
  requestInformation: { action: "REQUEST_INFORMATION", scope: "LEADS_TRIAGE", side: "VENDOR" },
  resumeLead: { action: "RESUME", scope: "LEADS_TRIAGE", side: "VENDOR" },
  qualifyLead: { action: "QUALIFY", scope: "LEADS_QUALIFY", side: "VENDOR" },
  disqualifyLead: { action: "DISQUALIFY", scope: "LEADS_QUALIFY", side: "VENDOR" },
  convertLead: { action: "CONVERT", scope: "LEADS_QUALIFY", side: "VENDOR" },
  winLead: { action: "WIN", scope: "LEADS_QUALIFY", side: "VENDOR" },
  loseLead: { action: "LOSE", scope: "LEADS_QUALIFY", side: "VENDOR" },
  changeDeal: { action: "CHANGE_DEAL", scope: "LEADS_REOPEN", side: "VENDOR" },
  reopenLead: { action: "REOPEN", scope: "LEADS_REOPEN", side: "VENDOR" },
  undoMove: { action: "UNDO", scope: "LEADS_REOPEN", side: "VENDOR" },
  takeCorrection: { action: "TAKE_CORRECTION", scope: "LEADS_QUALIFY", side: "VENDOR" },
  declineCorrection: { action: "DECLINE_CORRECTION", scope: "LEADS_QUALIFY", side: "VENDOR" },
  upholdAppeal: { action: "UPHOLD_APPEAL", scope: "CONFLICTS_RESOLVE", side: "VENDOR" },
  dismissAppeal: { action: "DISMISS_APPEAL", scope: "CONFLICTS_RESOLVE", side: "VENDOR" },
  transferLead: { action: "TRANSFER", scope: "LEADS_TRANSFER", side: "VENDOR" },
  decideExtension: { action: "DECIDE_EXTENSION", scope: "CONFLICTS_RESOLVE", side: "VENDOR" },
} as const;

/** What happens to a lead by itself, when a day has passed or a clock has run out: nobody calls these. */
export const SYSTEM_VERBS = [
  "expireLead",
  "lapseRequest",
  "lapseProtection",
  "acceptOverdue",
  "holdProtection",
  "promoteScored",
  "promoteUsed",
] as const;
type SystemVerb = (typeof SYSTEM_VERBS)[number];

export type LeadVerb = keyof typeof LEAD_VERBS;
export type LeadAction = (typeof LEAD_VERBS)[LeadVerb]["action"];

/** Whether the verb is one of a side's. */
export function isVerbOf(side: "PARTNER" | "VENDOR", verb: LeadVerb): boolean {
  const whose: string = LEAD_VERBS[verb].side;
  return whose === side || whose === "BOTH";
}

/** What happens to leads besides: decisions over several, and another owner, which no stage decides. */
const OTHER_VERBS = [
  "decideConflict",
  "shareProspect",
  "mergeLeads",
  "acceptOffer",
  "reassignLead",
] as const;

/** Whatever stands in the stage table. */
export type MovingVerb = LeadVerb | SystemVerb | (typeof OTHER_VERBS)[number];

export const isLeadVerb = (text: string): text is LeadVerb => Object.hasOwn(LEAD_VERBS, text);

export const isMovingVerb = (text: string): text is MovingVerb =>
  isLeadVerb(text) || [...SYSTEM_VERBS, ...OTHER_VERBS].some((verb) => verb === text);
