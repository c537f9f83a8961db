import { randomUUID } from "node:crypto";

import type { PartnerId } from "../../src/kernel/index.ts";

import type { LivingWorld } from "./living-world.ts";
import { done } from "./mutate.ts";

export interface PlantedProgram {
  /** Enrolled in it; nobody if left out. */
  readonly partnerId?: PartnerId;
  /** Whether it has terms, version 1, that are in force. */
  readonly hasTerms?: boolean;
  /** Whether its form asks how many machines there are. */
  readonly hasForm?: boolean;
}

/** Makes a program of its own, as the channel manager's verbs would; it is at version 1 unless it was given more. */
export async function plantProgram(
  world: LivingWorld,
  { partnerId, hasTerms = false, hasForm = false }: PlantedProgram = {},
): Promise<string> {
  const { key } = world.staff;
  const settings = { name: `Program ${randomUUID()}`, timeZone: "UTC", needsTerms: hasTerms };
  const made = await done(world, key, "createProgram", settings, "program { id }");
  const programId: string = made["program"].id;
  const ofProgram = { programId, expectedVersion: 1 };
  if (partnerId) await done(world, key, "enrolPartner", { programId, partnerId }, "program { id }");
  if (hasTerms)
    await done(world, key, "publishTerms", { ...ofProgram, text: "Terms" }, "program { id }");
  if (hasForm) {
    const labels = [{ language: "en", text: "Machines" }];
    const fields = [{ key: "machines", type: "NUMBER", labels }];
    const form = { ...ofProgram, requiredFields: ["CONTACT_PHONE"], fields };
    await done(world, key, "publishForm", form, "program { id }");
  }
  return programId;
}
