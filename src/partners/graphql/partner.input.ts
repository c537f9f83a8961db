import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { CreatePartnerTier } from "../create-partner-tier.ts";
import type { CreatePartner } from "../create-partner.ts";
import { readCountryCode } from "../domain/country.ts";
import { ENTRY_STATES, LATER_STATES } from "../domain/partner-state.ts";
import type { PartnerState } from "../domain/partner-state.ts";
import type { SetPartnerState } from "../set-partner-state.ts";
import type { SetPartnerTier } from "../set-partner-tier.ts";
import type { SetTierLimits } from "../set-tier-limits.ts";

import { PartnerStateEnum } from "./partner.type.ts";

@InputType("CreatePartnerInput", { description: "A firm that becomes a partner" })
export class CreatePartnerInput {
  @Field(() => String, {
    description: "The firm's name, up to 200 characters; no two partners have the same",
  })
  name: string;

  @Field(() => String, { nullable: true, description: "ISO 3166-1 code, for example DE" })
  country?: string | null;

  @Field(() => ID, { nullable: true, description: "Its tier, tir_…; none if left out" })
  tierId?: string | null;

  @Field(() => PartnerStateEnum, {
    nullable: true,
    description: "ONBOARDING or ACTIVE; ONBOARDING if left out",
  })
  state?: PartnerState | null;
}

@InputType("SetPartnerStateInput", { description: "Where a partner is to stand" })
export class SetPartnerStateInput {
  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => PartnerStateEnum, { description: "ACTIVE, SUSPENDED or TERMINATED" })
  state: PartnerState;

  @Field(() => Int, {
    description: "The partner's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;
}

@InputType("SetPartnerTierInput", { description: "On which tier a partner is to stand" })
export class SetPartnerTierInput {
  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => ID, { nullable: true, description: "The tier, tir_…; none if null or left out" })
  tierId?: string | null;

  @Field(() => Int, {
    description: "The partner's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;
}

@InputType("CreatePartnerTierInput", { description: "A rung on which partners can stand" })
export class CreatePartnerTierInput {
  @Field(() => String, {
    description: "Its name, up to 100 characters; no two tiers have the same",
  })
  name: string;

  @Field(() => Int, { description: "Higher is better; no two tiers have the same" })
  rank: number;
}

@InputType("SetTierLimitsInput", { description: "How many leads partners of a tier register" })
export class SetTierLimitsInput {
  @Field(() => ID, { description: "The tier, tir_…" })
  tierId: string;

  @Field(() => Int, { description: "The tier's version as it was read" })
  expectedVersion: number;

  @Field(() => Int, {
    nullable: true,
    description: "Open leads that a partner may have at once; any number if null or left out",
  })
  openLeadsLimit?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Leads that a partner may register in a day; any number if null or left out",
  })
  leadsPerDayLimit?: number | null;
}

export function readPartner(reader: InputReader, input: CreatePartnerInput): CreatePartner {
  const country = input.country?.trim() === "" ? null : input.country;
  return {
    name: reader.text(["name"], input.name, 200),
    country: reader.optional(["country"], country, readCountryCode),
    tierId: reader.optionalId(["tierId"], "tir", input.tierId),
    state: oneOf(reader, ENTRY_STATES, input.state ?? "ONBOARDING"),
  };
}

export function readPartnerState(
  reader: InputReader,
  input: SetPartnerStateInput,
): SetPartnerState {
  return {
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    state: oneOf(reader, LATER_STATES, input.state),
    expectedVersion: input.expectedVersion,
  };
}

export function readPartnerTier(reader: InputReader, input: SetPartnerTierInput): SetPartnerTier {
  return {
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    tierId: reader.optionalId(["tierId"], "tir", input.tierId),
    expectedVersion: input.expectedVersion,
  };
}

export function readTier(reader: InputReader, input: CreatePartnerTierInput): CreatePartnerTier {
  return { name: reader.text(["name"], input.name, 100), rank: input.rank };
}

export function readTierLimits(reader: InputReader, input: SetTierLimitsInput): SetTierLimits {
  const read = (name: "openLeadsLimit" | "leadsPerDayLimit"): number | null => {
    const given = input[name] ?? null;
    if (given !== null && (given < 0 || given > MOST_LEADS))
      reader.report([name], `must be 0 to ${MOST_LEADS}, got ${given}`);
    return given;
  };
  return {
    tierId: reader.id(["tierId"], "tir", input.tierId),
    expectedVersion: input.expectedVersion,
    openLeadsLimit: read("openLeadsLimit"),
    leadsPerDayLimit: read("leadsPerDayLimit"),
  };
}

const MOST_LEADS = 1_000_000;

function oneOf<State extends PartnerState>(
  reader: InputReader,
  states: readonly [State, ...State[]],
  given: PartnerState,
): State {
  const found = states.find((state) => state === given);
  if (found === undefined) reader.report(["state"], `must be one of ${states.join(", ")}`);
  return found ?? states[0];
}
