import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

/** What somebody of finance proposed to approve. */
export interface PlantedProposal {
  readonly approvalProposalId: string;
  readonly selectionHash: string;
}

export async function plantApprovalProposal(
  world: ServedWorld,
  finance: CastMember,
  creditId: string,
  comment: string | null = null,
): Promise<PlantedProposal> {
  const shown = "approvalProposal { id selectionHash }";
  const input = { creditIds: [creditId], comment };
  const made = await done(world, finance.key, "proposeApproval", input, shown);
  const { id, selectionHash } = made["approvalProposal"];
  return { approvalProposalId: id, selectionHash };
}

/** A hold on a credit; where it says so, somebody of finance has asked to let it go. */
export async function plantCreditHold(
  world: ServedWorld,
  finance: CastMember,
  creditId: string,
  more: { readonly isRequested?: boolean; readonly words?: string } = {},
): Promise<string> {
  const { isRequested = false, words = "A sample" } = more;
  const input = { creditId, kind: "MANUAL", reason: words, evidence: words };
  const made = await done(world, finance.key, "placeCreditHold", input, "creditHold { id }");
  const creditHoldId: string = made["creditHold"].id;
  if (isRequested)
    await done(world, finance.key, "requestHoldRelease", { creditHoldId, reason: words });
  return creditHoldId;
}

/** A credit that was held, let go, and approved; each by two persons. */
export async function plantApproval(
  world: ServedWorld,
  { finance, controller }: { readonly finance: CastMember; readonly controller: CastMember },
  creditId: string,
  words: string,
): Promise<{ readonly creditHold: string; readonly approvalProposal: string }> {
  const more = { isRequested: true, words };
  const creditHoldId = await plantCreditHold(world, finance, creditId, more);
  const letGo = { creditHoldId, isReleased: true, note: words };
  await done(world, controller.key, "decideHoldRelease", letGo);
  const proposed = await plantApprovalProposal(world, finance, creditId, words);
  const decided = { ...proposed, isApproved: true, note: words };
  await done(world, controller.key, "decideApproval", decided);
  return { creditHold: creditHoldId, approvalProposal: proposed.approvalProposalId };
}
