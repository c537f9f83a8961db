import { randomUUID } from "node:crypto";

import { endReopenings } from "../../src/closing/index.ts";
import { idOf } from "../../src/kernel/index.ts";
import { compareBooks, DEFAULT_ENTITY_ID } from "../../src/ledger/index.ts";

import { plantMember } from "./cast.ts";
import { done } from "./mutate.ts";
import type { ServedWorld } from "./served-world.ts";
import type { World } from "./world.ts";

const STEPS = {
  SOFT_CLOSED: ["FINANCE", "softClosePeriod", {}],
  CLOSED: ["CONTROLLER", "hardClosePeriod", {}],
  REOPENING_ASKED: ["FINANCE", "reopenPeriod", { reason: "An invoice came late", days: 3 }],
  REOPENED: ["CONTROLLER", "decideReopening", { isApproved: true }],
  REOPENING_DECLINED: ["CONTROLLER", "decideReopening", { isApproved: false, reason: "Too small" }],
  GL_EXPORTED: ["FINANCE", "markGlExported", { glReference: "GL 2015-01" }],
} as const;
export type PlantedStep = keyof typeof STEPS | "REOPENING_ENDED";

/** A month that is long over, of books of its own, and what was done to it. */
export async function plantPeriod(
  world: ServedWorld,
  ...steps: readonly PlantedStep[]
): Promise<string> {
  const entityId = randomUUID();
  await world.asOwner(
    `insert into legal_entity (id, name, functional_currency, time_zone, created_at)
     values ($1, $2, 'EUR', 'UTC', now())`,
    [entityId, `Entity ${entityId}`],
  );
  return plantPeriodOf(world, entityId, steps);
}

/** A month of the vendor's books, of which what is said bears the canary. */
export const plantPastPeriod = (world: ServedWorld, canary: string): Promise<string> =>
  plantPeriodOf(
    world,
    DEFAULT_ENTITY_ID,
    [
      ...(["SOFT_CLOSED", "CLOSED", "REOPENING_ASKED", "REOPENING_DECLINED"] as const),
      ...(["REOPENING_ASKED", "REOPENED", "REOPENING_ENDED", "CLOSED", "GL_EXPORTED"] as const),
    ],
    canary,
  );

async function plantPeriodOf(
  world: ServedWorld,
  entityId: string,
  steps: readonly PlantedStep[],
  canary = "",
): Promise<string> {
  const { database } = world;
  const by = {
    FINANCE: await plantMember(world, ["FINANCE"], null, { name: "Fay Figures" }),
    CONTROLLER: await plantMember(world, ["CONTROLLER"], null, { name: "Connie Control" }),
  };
  const id = randomUUID();
  await world.asOwner(
    "insert into accounting_period (id, entity_id, starts_on) values ($1, $2, '2015-01-01')",
    [id, entityId],
  );
  // what was compared on this day is not compared again
  await compareBooks({ database, clock: () => new Date() })("test");
  const accountingPeriodId = idOf("prd", id);
  for (const step of steps) {
    if (step === "REOPENING_ENDED") {
      await endReopenings({ database, clock: () => new Date(Date.now() + 4 * 86_400_000) })("test");
      continue;
    }
    const [who, verb, said] = STEPS[step];
    const told = Object.entries(said).map(([name, value]) => [
      name,
      typeof value === "string" ? `${canary} ${value}`.trim() : value,
    ]);
    const input = { accountingPeriodId, ...Object.fromEntries(told) };
    await done(world, by[who].key, verb, input, "accountingPeriod { id }");
  }
  return accountingPeriodId;
}

/** So many months of the vendor's books from 2005 on, of which nobody closed any. */
export async function plantMonths(world: World, months: number): Promise<void> {
  await world.asOwner(
    `insert into accounting_period (id, entity_id, starts_on)
     select gen_random_uuid(), $1, ('2005-01-01'::date + n * interval '1 month')::date from generate_series(1, $2::integer) as n`,
    [DEFAULT_ENTITY_ID, months],
  );
}
