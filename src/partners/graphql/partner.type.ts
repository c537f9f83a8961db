import { Field, ID, Int, ObjectType } from "type-graphql";

import { idOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  CountryCodeScalar,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import type { PartnerView } from "../store/partner-queries.ts";

export const PartnerState = describedEnum(
  "PartnerState",
  "Where a partner stands with the vendor",
  {
    APPLIED: "Has asked to become a partner.",
    ONBOARDING: "Is being set up.",
    ACTIVE: "Registers leads and earns.",
    SUSPENDED: "Reads and exports, registers nothing; nothing is paid meanwhile.",
    TERMINATED: "Has no access any more.",
  },
);

@ObjectType("PartnerTier", { description: "A rung on which partners stand", simpleResolvers: true })
@Authenticated()
export class PartnerTierType {
  @Field(() => ID, { description: "The tier's id" })
  id: string;

  @Field(() => String, { description: "The tier's name" })
  name: string;

  @Field(() => Int, { description: "Higher is better" })
  rank: number;
}

@ObjectType("Partner", {
  description: "A partner firm. A partner sees itself alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("PARTNERS_READ")
export class PartnerType extends Node {
  @Field(() => String, { description: "The firm's name" })
  name: string;

  @Field(() => PartnerState, { description: "Where it stands" })
  state: string;

  @Field(() => PartnerTierType, { nullable: true, description: "Its tier; null while it has none" })
  tier: PartnerTierType | null;

  @Field(() => CountryCodeScalar, { nullable: true, description: "Where it is based" })
  country: string | null;

  @Field(() => Boolean, { description: "True for the one row that is the vendor itself" })
  isVendor: boolean;

  @Field(() => Int, { description: "Grows by one with each change" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was entered here" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const PartnerConnection = connectionType(() => PartnerType, "Partner");

export function toPartnerType(view: PartnerView): PartnerType {
  return Object.assign(new PartnerType(), {
    id: idOf("prt", view.id),
    name: view.name,
    state: view.state,
    tier: tierOf(view),
    country: view.country,
    isVendor: view.is_vendor,
    version: view.version,
    createdAt: view.created_at,
    updatedAt: view.updated_at,
  });
}

function tierOf(view: PartnerView): PartnerTierType | null {
  if (view.tier_id === null || view.tier_name === null || view.tier_rank === null) return null;
  return { id: idOf("tir", view.tier_id), name: view.tier_name, rank: view.tier_rank };
}
