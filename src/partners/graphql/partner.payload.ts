import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";

import { PartnerType } from "./partner.type.ts";
import { PartnerTierType } from "./tier.type.ts";

/** What every mutation of one partner answers: the partner as it is now, and what stood in the way. */
export interface PartnerPayload {
  readonly partner: Answer;
  readonly errors: readonly UserError[];
}

const partnerPayloadType = (verb: string) =>
  payloadOf(verb, "partner", () => PartnerType, "partner");
export const CreatePartnerPayload = partnerPayloadType("createPartner");
export const SetPartnerStatePayload = partnerPayloadType("setPartnerState");
export const RecordRecruiterPayload = partnerPayloadType("recordRecruiter");
export const SetPartnerTierPayload = partnerPayloadType("setPartnerTier");

/** What every mutation of one tier answers. */
export interface TierPayload {
  readonly partnerTier: Answer;
  readonly errors: readonly UserError[];
}

const tierPayloadType = (verb: string) =>
  payloadOf(verb, "partnerTier", () => PartnerTierType, "tier");
export const CreatePartnerTierPayload = tierPayloadType("createPartnerTier");
export const SetTierLimitsPayload = tierPayloadType("setTierLimits");
