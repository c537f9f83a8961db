import { approveByPolicy } from "../../src/approval/index.ts";
import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import { plantMember } from "./cast.ts";
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

const POLICY = {
  mostPerCredit: { amount: "50.00", currency: "EUR" },
  mostPerMonth: { amount: "50.00", currency: "EUR" },
  delayDays: 1,
};

/** A policy that somebody of finance drafted; its id. */
export async function plantApprovalPolicy(
  world: ServedWorld,
  finance: CastMember,
  more: object = {},
): Promise<string> {
  const input = { ...POLICY, reason: "A sample", ...more };
  const shown = "approvalPolicy { id }";
  const made = await done(world, finance.key, "saveApprovalPolicy", input, shown);
  return made["approvalPolicy"].id;
}

/** The same, by people of its own, put in force; its id. */
export async function plantPolicyInForce(world: ServedWorld, more: object = {}): Promise<string> {
  const finance = await plantMember(world, ["FINANCE"]);
  const approvalPolicyId = await plantApprovalPolicy(world, finance, more);
  const controller = await plantMember(world, ["CONTROLLER"]);
  const input = { approvalPolicyId, isApproved: true };
  await done(world, controller.key, "decideApprovalPolicy", input);
  return approvalPolicyId;
}

/** A policy by which a credit of that program was approved, and which has ended; its id. */
export async function plantPastPolicy(
  world: ServedWorld,
  { finance, controller }: { readonly finance: CastMember; readonly controller: CastMember },
  incentiveProgramId: string,
  words: string,
): Promise<string> {
  const more = { incentiveProgramId, reason: words };
  const approvalPolicyId = await plantApprovalPolicy(world, finance, more);
  const deciding = { approvalPolicyId, isApproved: true, note: words };
  await done(world, controller.key, "decideApprovalPolicy", deciding);
  // when its delay is over
  const then = new Date(Date.now() + 2 * 86_400_000);
  const deps = { database: world.database, newId, clock: () => then };
  if ((await approveByPolicy(deps, "plant")) === 0) throw new Error("the policy approved nothing");
  const parsed = parseId("pol", approvalPolicyId);
  if (!parsed.ok) throw new Error("a policy has an id");
  await world.asOwner(
    `alter table approval_policy disable trigger approval_policy_guard;
     update approval_policy
     set state = 'ENDED', ended_by = decided_by, ended_at = '${then.toISOString()}', end_reason = '${words}'
     where id = '${uuidOf(parsed.id)}';
     alter table approval_policy enable always trigger approval_policy_guard`,
  );
  return approvalPolicyId;
}
