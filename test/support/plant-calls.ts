import { uuidOf, idOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";

import type { CastMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { Json, ServedWorld } from "./served-world.ts";

/** What is said of a call that somebody had. */
export const callSaying = (by: CastMember, more: Json = {}): Json => ({
  ...{ heldAt: "2026-01-03T09:00:00Z", minutes: 25, memberIds: [by.memberId], ...more },
});

/** A call with the prospect of a lead; its id. */
export async function plantCall(
  world: ServedWorld,
  by: CastMember,
  leadId: string,
  more: Json = {},
): Promise<string> {
  const input = { leadId, ...callSaying(by, more) };
  const made = await done(world, by.key, "recordDiscoveryCall", input, "discoveryCall { id }");
  return made["discoveryCall"].id;
}

/** A call in which everybody took part and much was said, corrected; and one that was removed. The first one's id. */
export async function plantCalls(
  world: ServedWorld,
  { partner, sales }: Readonly<Record<"partner" | "sales", CastMember>>,
  leadId: LeadId,
  words: string,
): Promise<string> {
  const contacts = await world.asOwner<{ id: string }>(
    "select id from contact where lead_id = $1",
    [uuidOf(leadId)],
  );
  const told = {
    memberIds: [sales.memberId, partner.memberId],
    contactIds: contacts.map(({ id }) => idOf("cnt", id)),
    notes: `${words} notes`,
    answers: [{ slot: "NEED", text: `${words} need` }],
  };
  const discoveryCallId = await plantCall(world, sales, leadId, told);
  const corrected = callSaying(sales, { discoveryCallId, reason: `${words} longer`, ...told });
  await done(world, sales.key, "correctDiscoveryCall", { ...corrected, minutes: 40 });
  const removed = await plantCall(world, sales, leadId, told);
  const why = { discoveryCallId: removed, reason: `${words} never was` };
  await done(world, sales.key, "removeDiscoveryCall", why);
  return discoveryCallId;
}
