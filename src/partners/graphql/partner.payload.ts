import type { ClassType } from "type-graphql";
import { Field, ObjectType } from "type-graphql";

import { Payload, UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";

import { PartnerType } from "./partner.type.ts";
import { PartnerTierType } from "./tier.type.ts";

/** What every mutation of one partner answers: the partner as it is now, and what stood in the way. */
export interface PartnerPayload {
  readonly partner: Answer;
  readonly errors: readonly UserError[];
}

export const CreatePartnerPayload = partnerPayloadType("CreatePartnerPayload", "createPartner");
export const SetPartnerStatePayload = partnerPayloadType(
  "SetPartnerStatePayload",
  "setPartnerState",
);

function partnerPayloadType(name: string, verb: string): ClassType<object> {
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class PartnerVerbPayload {
    @Field(() => PartnerType, {
      nullable: true,
      description: "The partner as it is now; null where nothing was done",
    })
    partner: PartnerType | null;

    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  return PartnerVerbPayload;
}

export const CreatePartnerTierPayload = tierPayloadType(
  "CreatePartnerTierPayload",
  "createPartnerTier",
);
export const SetTierLimitsPayload = tierPayloadType("SetTierLimitsPayload", "setTierLimits");

/** What every mutation of one tier answers. */
export interface TierPayload {
  readonly partnerTier: Answer;
  readonly errors: readonly UserError[];
}

function tierPayloadType(name: string, verb: string): ClassType<object> {
  @ObjectType(name, { description: `Result of ${verb}`, simpleResolvers: true })
  @Payload()
  class TierVerbPayload {
    @Field(() => PartnerTierType, {
      nullable: true,
      description: "The tier as it is now; null where nothing was done",
    })
    partnerTier: PartnerTierType | null;

    @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
    errors: UserError[];
  }
  return TierVerbPayload;
}
