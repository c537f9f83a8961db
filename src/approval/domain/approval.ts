import type { CreditId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** Credits that are proposed, and decided over, as one. */
export const MOST_CREDITS = 500;
/** So long somebody may decide over what was proposed. */
export const DAYS_TO_DECIDE = 14;

export const APPROVAL_PROPOSAL_STATES = {
  OPEN: "Another person has to decide, until `expiresAt`.",
  APPROVED: "Its credits became payable.",
  DECLINED: "Nothing became of it.",
} as const;
export type ApprovalProposalState = keyof typeof APPROVAL_PROPOSAL_STATES;

/** Why a credit is not approved, as the database finds it, and how a sentence says it. */
const OBSTACLES = {
  TAKEN_BACK: "was taken back",
  CHANGE: "only changes another credit: name that one, which is approved with all that changed it",
  NOTHING: "comes to nothing",
  APPROVED: "is approved already",
  CHANGED: "is not what was shown any more",
  HELD: "is held",
  SUSPENDED: "is of a partner that is suspended",
  REPORTED: "is reported for fraud, which decideReversal decides first",
  DISPUTED: "is of a lead over which a dispute is open",
  LESS_FIRST:
    "waits for what its partner has less for its volume, which is approved before it or with it",
  LESS_THAN_NOTHING:
    "is less than nothing with what is approved beside it for its volume: it goes with all credits of that volume",
  TAX_FORM: "is of a partner whose tax form is missing, which its country's rule asks for",
  OWN: "is your own doing, or of a partner that you worked for: somebody else approves it",
} as const;
export type Obstacle = keyof typeof OBSTACLES;

export const isObstacle = (text: string): text is Obstacle => Object.hasOwn(OBSTACLES, text);

/** A credit that cannot be approved, and why. */
export interface Obstructed {
  readonly creditId: CreditId;
  readonly obstacle: Obstacle;
}

/** As many as a proposal holds of credits in their order, of which those that go together stand together. */
export function wholeUpTo<Credit extends { readonly together: string }>(
  credits: readonly Credit[],
  most: number,
): readonly Credit[] {
  const over = credits[most];
  if (!over) return credits;
  return credits.slice(0, most).filter(({ together }) => together !== over.together);
}

const NAMED = 5;

/** What stands in the way, credit by credit; null where nothing does. */
export function refuseObstructed(
  obstructed: readonly Obstructed[],
  what: { readonly so: string; readonly path: string },
): Refusal | null {
  if (obstructed.length === 0) return null;
  const told = obstructed
    .slice(0, NAMED)
    .map(({ creditId, obstacle }) => `${creditId} ${OBSTACLES[obstacle]}`);
  const more = obstructed.length > NAMED ? `; so are ${obstructed.length - NAMED} more` : "";
  return refuse("BUSINESS_RULE", `${what.so}: ${told.join("; ")}${more}.`, { path: [what.path] });
}

/** What was proposed, locked. */
export interface StandingApproval {
  readonly state: ApprovalProposalState;
  readonly selectionHash: string;
  readonly proposedAt: Date;
  readonly expiresAt: Date;
  /** Whether who acts proposed it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
}

export interface ApprovalDecision {
  readonly isApproved: boolean;
  /** Of what was shown to whoever decides. */
  readonly selectionHash: string | null;
}

/** Why somebody cannot decide so over what was proposed, or null. */
export function whyNotDecided(
  standing: StandingApproval,
  { isApproved, selectionHash }: ApprovalDecision,
  at: Date,
): Refusal | null {
  const path = ["approvalProposalId"];
  if (standing.state !== "OPEN")
    return refuse("ALREADY_DONE", "The proposal was decided before.", { path });
  if (standing.isOwn)
    return refuse("BUSINESS_RULE", "You proposed this: somebody else has to decide.", { path });
  if (!isApproved) return null;
  if (at >= standing.expiresAt)
    return refuse(
      "BUSINESS_RULE",
      `The proposal expired after ${DAYS_TO_DECIDE} days: propose what is to be approved anew.`,
      { path },
    );
  if (selectionHash === standing.selectionHash) return null;
  return refuse(
    "BUSINESS_RULE",
    "That is not the hash of what is proposed: read the proposal with its items, and send its selectionHash.",
    { path: ["selectionHash"] },
  );
}
