import { excerpt } from "./text.ts";

/**
 * What each prefix stands for. An id reads `lead_01k8…`: the prefix tells `node(id)` and a person
 * which type is meant, the body is the row's uuid. A prefix, once published, is never given to
 * another type.
 */
export const PREFIXES = {
  lead: "Lead",
  drf: "LeadDraft",
  prt: "Partner",
  tir: "PartnerTier",
  mem: "PartnerMember",
  usr: "User",
  key: "ApiKey",
  ses: "LoginSession",
  inv: "Invitation",
  irq: "InformationRequest",
  prg: "Program",
  cal: "Calendar",
  sla: "SlaPolicy",
  pln: "ProductLine",
  enr: "Enrolment",
  cmp: "Company",
  acc: "Account",
  cus: "Customer",
  tgl: "TargetList",
  use: "UsageEvent",
  ust: "UsageThreshold",
  usg: "UsageSignal",
  cnt: "Contact",
  cns: "Consent",
  cor: "CorrectionProposal",
  cam: "Campaign",
  tch: "Touchpoint",
  evd: "Evidence",
  icm: "InternalComment",
  rsn: "Reason",
  cfl: "Conflict",
  lik: "Likeness",
  dec: "ConflictDecision",
  dcl: "DirectClaim",
  clc: "ClaimConflict",
  ext: "ExtensionRequest",
  apl: "Appeal",
  off: "Offer",
  tem: "Team",
  que: "Queue",
  ter: "Territory",
  skl: "Skill",
  rep: "RepProfile",
  abs: "Absence",
  rtv: "RoutingVersion",
  asg: "Assignment",
  scm: "ScoringModel",
  sch: "ScoringSchedule",
  eng: "Engagement",
  crs: "CriteriaSet",
  crt: "CriteriaVersion",
  asm: "Assessment",
  dsc: "DiscoveryCall",
  opp: "Opportunity",
  shr: "AttributionShare",
  atp: "AttributionPolicy",
  atr: "AttributionProposal",
  atd: "AttributionDispute",
  inc: "IncentiveProgram",
  pgv: "ProgramVersion",
  rul: "IncentiveRule",
  fxr: "ExchangeRate",
  fxi: "ExchangeRateImport",
  awd: "Award",
  crd: "Credit",
  rvs: "CreditReversal",
  rap: "ReversalAppeal",
  hld: "CreditHold",
  frl: "FraudRule",
  hrl: "HoldRelease",
  apv: "ApprovalProposal",
  pol: "ApprovalPolicy",
  cap: "CreditApproval",
  led: "LedgerAccount",
  jrn: "JournalTransaction",
  glm: "GlMapping",
  anc: "ChainAnchor",
  ent: "LedgerEntry",
  pac: "PayoutAccount",
  pay: "Payout",
  txp: "TaxProfile",
  txf: "TaxForm",
  txr: "TaxRule",
  txm: "TaxRemittance",
  stm: "Statement",
  sdp: "StatementDispute",
  sdo: "StatementDisputeOutcome",
  bat: "PayoutBatch",
  clw: "Clawback",
  wof: "WriteOff",
  rpp: "RepaymentProposal",
  wvr: "SecondPersonWaiver",
  wvd: "WaivedDecision",
  bkf: "BankFile",
  bff: "BankFileFetch",
  bst: "BankStatement",
  ben: "BankEntry",
  prd: "AccountingPeriod",
  evt: "Event",
  whk: "WebhookEndpoint",
  exp: "ExportRun",
  rpt: "Report",
  upl: "Upload",
  imp: "ImportRun",
  sim: "Simulation",
  crp: "CriteriaReplay",
  ntc: "Notice",
  aud: "AuditEntry",
} as const;

export type Prefix = keyof typeof PREFIXES;
export type Id<P extends Prefix> = `${P}_${string}`;

export type LeadId = Id<"lead">;
export type SimulationId = Id<"sim">;
export type CriteriaReplayId = Id<"crp">;
export type LeadDraftId = Id<"drf">;
export type PartnerId = Id<"prt">;
export type PartnerTierId = Id<"tir">;
export type PartnerMemberId = Id<"mem">;
export type UserId = Id<"usr">;
export type ApiKeyId = Id<"key">;
export type InformationRequestId = Id<"irq">;
export type InvitationId = Id<"inv">;
export type ProgramId = Id<"prg">;
export type CalendarId = Id<"cal">;
export type SlaPolicyId = Id<"sla">;
export type ScoringModelId = Id<"scm">;
export type ScoringScheduleId = Id<"sch">;
export type ProductLineId = Id<"pln">;
export type AccountingPeriodId = Id<"prd">;
export type CompanyId = Id<"cmp">;
export type AccountId = Id<"acc">;
export type CustomerId = Id<"cus">;
export type TargetListId = Id<"tgl">;
export type UsageThresholdId = Id<"ust">;
export type UsageSignalId = Id<"usg">;
export type ContactId = Id<"cnt">;
export type CorrectionProposalId = Id<"cor">;
export type ReasonId = Id<"rsn">;
export type ConflictId = Id<"cfl">;
export type LikenessId = Id<"lik">;
export type ExtensionRequestId = Id<"ext">;
export type DirectClaimId = Id<"dcl">;
export type ClaimConflictId = Id<"clc">;
export type AppealId = Id<"apl">;
export type OfferId = Id<"off">;
export type TeamId = Id<"tem">;
export type QueueId = Id<"que">;
export type TerritoryId = Id<"ter">;
export type SkillId = Id<"skl">;
export type RepProfileId = Id<"rep">;
export type AbsenceId = Id<"abs">;
export type RoutingVersionId = Id<"rtv">;
export type AssignmentId = Id<"asg">;
export type CriteriaSetId = Id<"crs">;
export type CriteriaVersionId = Id<"crt">;
export type AssessmentId = Id<"asm">;
export type DiscoveryCallId = Id<"dsc">;
export type OpportunityId = Id<"opp">;
export type IncentiveProgramId = Id<"inc">;
export type ProgramVersionId = Id<"pgv">;
export type ExchangeRateId = Id<"fxr">;
export type ExchangeRateImportId = Id<"fxi">;
export type AwardId = Id<"awd">;
export type CreditId = Id<"crd">;
export type CreditReversalId = Id<"rvs">;
export type ReversalAppealId = Id<"rap">;
export type TaxProfileId = Id<"txp">;
export type TaxFormId = Id<"txf">;
export type TaxRuleId = Id<"txr">;
export type TaxRemittanceId = Id<"txm">;
export type PayoutAccountId = Id<"pac">;
export type PayoutId = Id<"pay">;
export type CreditHoldId = Id<"hld">;
export type FraudRuleId = Id<"frl">;
export type HoldReleaseId = Id<"hrl">;
export type ApprovalProposalId = Id<"apv">;
export type ApprovalPolicyId = Id<"pol">;
export type CreditApprovalId = Id<"cap">;
export type JournalTransactionId = Id<"jrn">;
export type LedgerAccountId = Id<"led">;
export type GlMappingId = Id<"glm">;
export type ChainAnchorId = Id<"anc">;
export type StatementId = Id<"stm">;
export type StatementDisputeId = Id<"sdp">;
export type StatementDisputeOutcomeId = Id<"sdo">;
export type PayoutBatchId = Id<"bat">;
export type WriteOffId = Id<"wof">;
export type RepaymentProposalId = Id<"rpp">;
export type SecondPersonWaiverId = Id<"wvr">;
export type WaivedDecisionId = Id<"wvd">;
export type ClawbackId = Id<"clw">;
export type BankFileId = Id<"bkf">;
export type BankFileFetchId = Id<"bff">;
export type BankStatementId = Id<"bst">;
export type BankEntryId = Id<"ben">;
export type EventId = Id<"evt">;
export type ExportRunId = Id<"exp">;
export type ReportId = Id<"rpt">;
export type UploadId = Id<"upl">;
export type ImportRunId = Id<"imp">;
export type TouchpointId = Id<"tch">;
export type AttributionPolicyId = Id<"atp">;
export type AttributionProposalId = Id<"atr">;
export type AttributionDisputeId = Id<"atd">;
export type EvidenceId = Id<"evd">;
export type InternalCommentId = Id<"icm">;
export type NoticeId = Id<"ntc">;
export type AuditEntryId = Id<"aud">;

export type ParsedId<P extends Prefix> =
  { readonly ok: true; readonly id: Id<P> } | { readonly ok: false; readonly problem: string };

/** Crockford's base 32 in lower case: no i, l, o or u, so an id read aloud is written down right. */
const DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
/** 26 digits hold 130 bits and a uuid 128: a first digit above 7 would name no uuid. */
const BODY = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Reads an id somebody sent. Each uuid has exactly one spelling: upper case and look-alike letters
 * are refused, so ids may be compared as text. A problem names the prefix that was expected.
 */
export function parseId<P extends Prefix>(prefix: P, text: string): ParsedId<P> {
  if (hasPrefix(prefix, text) && BODY.test(text.slice(prefix.length + 1))) {
    return { ok: true, id: text };
  }

  const found = prefixOf(text);
  if (found !== null && found !== prefix) {
    return { ok: false, problem: `expected ${article(prefix)} ${prefix}_… id, got ${found}_…` };
  }
  const problem = `"${excerpt(text)}" is not an id: expected ${prefix}_ followed by 26 characters`;
  return { ok: false, problem };
}

/** The registered prefix a text begins with, or null. Says nothing about the rest of the text. */
export function prefixOf(text: string): Prefix | null {
  const end = text.indexOf("_");
  const candidate = end < 0 ? "" : text.slice(0, end);
  return isPrefix(candidate) ? candidate : null;
}

/** The uuid (lower case, with hyphens) of an id's row. Throws a RangeError on a malformed id. */
export function uuidOf(id: Id<Prefix>): string {
  const body = id.slice(id.indexOf("_") + 1);
  if (prefixOf(id) === null || !BODY.test(body))
    throw new RangeError(`"${excerpt(id)}" is not an id`);

  const hex = regroup(body, 5, -2, 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** The id of a row. Throws a RangeError unless `uuid` is spelled as PostgreSQL spells it. */
export function idOf<P extends Prefix>(prefix: P, uuid: string): Id<P> {
  if (!UUID.test(uuid)) throw new RangeError(`"${excerpt(uuid)}" is not a lower-case uuid`);

  return `${prefix}_${bodyOf(uuid)}`;
}

const CODES = Uint8Array.from(DIGITS, (digit) => digit.charCodeAt(0));
const NIBBLES = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, "0123456789abcdef".indexOf(String.fromCharCode(code))),
);

const nibble = (uuid: string, at: number): number => NIBBLES[uuid.charCodeAt(at)] ?? 0;

/** The sixteen bits of four hexadecimal digits. */
const bits = (uuid: string, at: number): number =>
  (nibble(uuid, at) << 12) |
  (nibble(uuid, at + 1) << 8) |
  (nibble(uuid, at + 2) << 4) |
  nibble(uuid, at + 3);

const digit = (five: number): number => CODES[five & 31] ?? 0;

/** Two zero bits stand in front. Made in one piece: a page holds hundreds of ids. */
function bodyOf(uuid: string): string {
  const a = (bits(uuid, 0) << 16) | bits(uuid, 4);
  const b = (bits(uuid, 9) << 16) | bits(uuid, 14);
  const c = (bits(uuid, 19) << 16) | bits(uuid, 24);
  const d = (bits(uuid, 28) << 16) | bits(uuid, 32);
  return String.fromCharCode(
    digit(a >>> 29),
    digit(a >>> 24),
    digit(a >>> 19),
    digit(a >>> 14),
    digit(a >>> 9),
    digit(a >>> 4),
    digit((a << 1) | (b >>> 31)),
    digit(b >>> 26),
    digit(b >>> 21),
    digit(b >>> 16),
    digit(b >>> 11),
    digit(b >>> 6),
    digit(b >>> 1),
    digit((b << 4) | (c >>> 28)),
    digit(c >>> 23),
    digit(c >>> 18),
    digit(c >>> 13),
    digit(c >>> 8),
    digit(c >>> 3),
    digit((c << 2) | (d >>> 30)),
    digit(d >>> 25),
    digit(d >>> 20),
    digit(d >>> 15),
    digit(d >>> 10),
    digit(d >>> 5),
    digit(d),
  );
}

/**
 * Writes the same bits with digits of another width. `ahead` is the number of zero bits put in
 * front (negative: taken from the front), by which 32 × 4 and 26 × 5 bits differ.
 */
function regroup(digits: string, width: number, ahead: number, newWidth: number): string {
  let text = "";
  let held = 0;
  let heldBits = ahead;
  for (const digit of digits) {
    held = (held << width) | DIGITS.indexOf(digit);
    heldBits += width;
    while (heldBits >= newWidth) {
      heldBits -= newWidth;
      text += DIGITS.charAt(held >> heldBits);
      held &= (1 << heldBits) - 1;
    }
  }
  return text;
}

function hasPrefix<P extends Prefix>(prefix: P, text: string): text is Id<P> {
  return text.startsWith(`${prefix}_`);
}

function isPrefix(text: string): text is Prefix {
  return Object.hasOwn(PREFIXES, text);
}

function article(prefix: Prefix): "a" | "an" {
  return /^[aeio]/.test(prefix) ? "an" : "a";
}
