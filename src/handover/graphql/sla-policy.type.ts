import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { PartnerTierType, ProgramType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { CLOCK_KINDS, CONSEQUENCES } from "../domain/sla-policy.ts";

export const ClockKindEnum = describedEnum("ClockKind", "What a clock measures", CLOCK_KINDS);

export const ConsequenceEnum = describedEnum(
  "ClockConsequence",
  "What happens when a clock has run out",
  CONSEQUENCES,
);

@ObjectType("SlaPolicy", {
  description:
    "In which time the vendor answers or moves a lead, and what happens where it does not. Of several that are for a clock the one of its program and tier counts, then that of its program, of its tier, of all; where none is, the program's own hours and days",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CONFIG_READ")
export class SlaPolicyType extends Node {
  @Field(() => String, { description: "Its name; no two have the same" })
  name: string;

  @Field(() => ClockKindEnum, { description: "For which clocks" })
  clock: string;

  @Field(() => ProgramType, {
    nullable: true,
    description: "For leads of this program; null for all",
  })
  @Needs("CONFIG_READ", "PROGRAMS_READ")
  program: ProgramType | null;

  @Field(() => PartnerTierType, {
    nullable: true,
    description: "For leads of partners of this tier; null for all",
  })
  @Needs("CONFIG_READ", "PARTNERS_READ")
  tier: PartnerTierType | null;

  @Field(() => Int, { description: "In how many minutes" })
  targetMinutes: number;

  @Field(() => Boolean, {
    description: "Whether minutes of the program's business hours count alone",
  })
  inBusinessHours: boolean;

  @Field(() => [Int], {
    description: "At which per cent of the target it warns; 100 is when it has run out",
  })
  warnAtPercent: number[];

  @Field(() => Boolean, {
    description: "Whether the clock rests while the lead's partner is asked something",
  })
  restsForPartner: boolean;

  @Field(() => ConsequenceEnum, { description: "What happens when it has run out" })
  consequence: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "Of AUTO_ACCEPT: how many per cent of the leads wait for a person all the same, drawn without regard to other claims; null for other consequences",
  })
  heldBackPercent: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "From when on no clock begins by it; null while it is in force",
  })
  retiredAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;

  @Field(() => DateTimeScalar, { description: "When it was made" })
  createdAt: Date;

  @Field(() => DateTimeScalar, { description: "When it was last changed" })
  updatedAt: Date;
}

export const SlaPolicyConnection = connectionType(() => SlaPolicyType, "SlaPolicy");
