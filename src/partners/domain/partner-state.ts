import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { refuseOtherVersion } from "./version.ts";

/** Where a partner can stand. The database holds the same names in constraint partner_state. */
export const PARTNER_STATES = {
  APPLIED: "Has asked to become a partner.",
  ONBOARDING: "Is being set up.",
  ACTIVE: "Registers leads and earns.",
  SUSPENDED:
    "Reads and exports, registers nothing; the clocks of its leads rest, and nothing is paid meanwhile.",
  TERMINATED: "Has no access any more.",
} as const;

export type PartnerState = keyof typeof PARTNER_STATES;

/** What a partner can be entered as. */
export const ENTRY_STATES = ["ONBOARDING", "ACTIVE"] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** What a partner can be set to later. */
export const LATER_STATES = ["ACTIVE", "SUSPENDED", "TERMINATED"] as const;
export type LaterState = (typeof LATER_STATES)[number];

/** A partner as a change of its state finds it. */
export interface PartnerStanding {
  readonly state: string;
  readonly version: number;
  readonly isVendor: boolean;
}

/**
 * What stands in the way of a change of state; null where nothing does. A terminated partner stays
 * so: its people's keys and refresh tokens must never come back to life.
 */
export function refuseState(
  partner: PartnerStanding,
  asked: { readonly state: LaterState; readonly expectedVersion: number },
): Refusal | null {
  const { expectedVersion } = asked;
  const stale = refuseOtherVersion("partner", partner.version, expectedVersion);
  if (stale) return stale;
  if (partner.isVendor) {
    return refuse("BUSINESS_RULE", "That is the vendor itself, which is always active.", {
      path: ["partnerId"],
    });
  }
  if (partner.state === asked.state) {
    return refuse("ALREADY_DONE", `The partner is ${asked.state} already.`);
  }
  if (partner.state === "TERMINATED") {
    return refuse("BUSINESS_RULE", "The partner is terminated, and stays so; enter it anew.", {
      path: ["state"],
    });
  }
  return null;
}
