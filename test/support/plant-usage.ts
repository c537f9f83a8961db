import { randomUUID } from "node:crypto";

import { idOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readStageMoves } from "../../src/leads/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { findUsage } from "../../src/usage/index.ts";

import { plantMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";

const someMetric = (): string => `seats_${randomUUID().replaceAll("-", "_")}`.slice(0, 40);

interface PlantedUsage {
  readonly usageSignal: string;
  readonly usageThreshold: string;
}

/** An account that uses enough of a metric of its own, as the job finds it; its signal and threshold. */
async function found(
  world: ServedWorld,
  who: { readonly accountId: string } | { readonly company: object },
): Promise<PlantedUsage & { readonly metric: string }> {
  const { key } = await plantMember(world, ["MARKETING_OPS"]);
  const metric = someMetric();
  const limit = { metric, quantity: 5, withinDays: 30, reason: "Enough to talk to them" };
  const set = await done(world, key, "setUsageThreshold", limit, "usageThreshold { id }");
  const event = { ...who, metric, quantity: 9, reference: randomUUID() };
  const events = [{ ...event, usedAt: new Date(Date.now() - 60_000).toISOString() }];
  await done(world, key, "recordUsage", { events }, "recorded");
  const [row] = await world.asOwner<{ id: string }>(
    "select account_id as id from usage_event where metric = $1",
    [metric],
  );
  const { database } = world;
  const moves = await readStageMoves(database);
  const deps = { database, newId, moves, clock: () => new Date() };
  const accountId = idOf("acc", row?.id ?? "");
  await findUsage(deps)({ accountId }, "test");
  const [signal] = await world.asOwner<{ id: string }>(
    "select id from usage_signal where metric = $1",
    [metric],
  );
  if (!signal) throw new Error("nothing was found");
  return { metric, usageSignal: idOf("usg", signal.id), usageThreshold: set["usageThreshold"].id };
}

/** A signal of an account, one for which a lead was registered, and a threshold that ended. */
export async function plantUsage(
  world: ServedWorld,
  accountId: string,
  leadId: LeadId,
): Promise<PlantedUsage> {
  const { metric, ...planted } = await found(world, { accountId });
  const { key } = await plantMember(world, ["MARKETING_OPS"]);
  await done(world, key, "setUsageThreshold", { metric, reason: "Too many" });
  const usageSignalId = await plantUsageSignal(world);
  await done(world, key, "decideUsageSignal", { usageSignalId, leadId, note: "They called" });
  return planted;
}

/** A signal of a company without a lead. */
export async function plantUsageSignal(world: ServedWorld): Promise<string> {
  const name = `Usage ${randomUUID()}`;
  const company = { name, domain: `${randomUUID()}.com` };
  return (await found(world, { company })).usageSignal;
}
