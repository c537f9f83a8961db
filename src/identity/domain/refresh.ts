/** What stands about a refresh token that came in, as the database has it. */
export interface RefreshFacts {
  /** The token's own bytes are the ones that were handed out. */
  readonly genuine: boolean;
  readonly rotatedAt: Date | null;
  readonly expiresAt: Date;
  readonly sessionEndsAt: Date;
  readonly sessionRevokedAt: Date | null;
  readonly memberActive: boolean;
  /** Null on the vendor's side. */
  readonly partnerState: string | null;
  /** The membership's token version is still the one in the token. */
  readonly sameTokenVersion: boolean;
}

/** ROTATE: a new pair. REUSED: an exchanged token came back, so somebody else has it too. */
export type RefreshDecision = "ROTATE" | "REUSED" | "ENDED";

export function decideRefresh(facts: RefreshFacts, at: Date): RefreshDecision {
  if (!facts.genuine || facts.sessionRevokedAt) return "ENDED";
  if (facts.rotatedAt) return "REUSED";
  if (facts.expiresAt <= at || facts.sessionEndsAt <= at) return "ENDED";
  if (!facts.memberActive || !facts.sameTokenVersion) return "ENDED";
  return facts.partnerState === "TERMINATED" ? "ENDED" : "ROTATE";
}
