import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateScalar, DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import { PROTECTION_ENDS, PROTECTION_STATES } from "../domain/protection.ts";

const ProtectionStateEnum = describedEnum(
  "ProtectionState",
  "Where a window of protection stands",
  PROTECTION_STATES,
);
const ProtectionEndEnum = describedEnum("ProtectionEnd", "Why a protection ended", PROTECTION_ENDS);

@ObjectType("ProtectionWindow", {
  description:
    "For how long a lead's prospect is its partner's: from the claim, for the program's days and for as long as the vendor had the ball",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class ProtectionWindowType {
  @Field(() => ProtectionStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => Boolean, {
    description:
      "False where others may be accepted, too: for a tender, and where it was decided to share",
  })
  exclusive: boolean;

  @Field(() => DateTimeScalar, { description: "Since when: the claim" })
  protectedFrom: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when, or when it ended; null while the days stand still",
  })
  protectedUntil: Date | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "Its last day in the program's time zone; null while the days stand still, and once it has ended",
  })
  endsOn: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it lapses unless something is heard of its partner",
  })
  lapsesAt: Date | null;

  @Field(() => ProtectionEndEnum, { nullable: true, description: "Why it ended; null before" })
  endReason: string | null;
}
