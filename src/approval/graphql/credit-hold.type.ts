import { Field, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { CreditType } from "../../incentives/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { HOLD_KINDS, HOLD_RELEASE_STATES, TOLD_HOLD_KINDS } from "../domain/hold.ts";

export const HoldKindEnum = describedEnum(
  "HoldKind",
  "Why credit is held; for the vendor alone",
  HOLD_KINDS,
);

const ToldHoldKindEnum = describedEnum(
  "ToldHoldKind",
  "Why credit is held, as its partner may know it",
  TOLD_HOLD_KINDS,
);

const HoldReleaseStateEnum = describedEnum(
  "HoldReleaseState",
  "What becomes of a request to let a hold go",
  HOLD_RELEASE_STATES,
);

@ObjectType("HoldRelease", {
  description: "What somebody asks to let go, and what another person says to that",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class HoldReleaseType {
  @Field(() => HoldReleaseStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => String, { description: "Why it should be let go" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who asked" })
  requestedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  requestedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided; null while it waits",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null while it waits" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;
}

@ObjectType("CreditHold", {
  description:
    "Why a credit, or all of a partner, is neither approved nor paid for now. Several may hold at once; each is let go by two persons",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class CreditHoldType extends Node {
  @Field(() => PartnerType, { nullable: true, description: "Whose credit is held" })
  partner: PartnerType | null;

  @Field(() => CreditType, {
    nullable: true,
    description: "Which one, with all that changes it; null where it is all of the partner",
  })
  credit: CreditType | null;

  @Field(() => ToldHoldKindEnum, { description: "Why, as its partner may know it" })
  told: string;

  @Field(() => HoldKindEnum, { nullable: true, description: "Why; for the vendor alone" })
  @Needs("LEDGER_READ")
  kind: string | null;

  @Field(() => String, { nullable: true, description: "Why, in words; for the vendor alone" })
  @Needs("LEDGER_READ")
  reason: string | null;

  @Field(() => String, { nullable: true, description: "What shows it; for the vendor alone" })
  @Needs("LEDGER_READ")
  evidence: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who placed it; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  placedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "Since when it holds" })
  placedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was let go; null while it holds",
  })
  releasedAt: Date | null;

  @Field(() => [HoldReleaseType], {
    nullable: true,
    description:
      "What was asked and said of letting it go, the latest first, up to 20; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  @ListSize(20)
  releases: HoldReleaseType[] | null;
}

export const CreditHoldConnection = connectionType(() => CreditHoldType, "CreditHold");
