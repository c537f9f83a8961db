import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { DateTimeScalar, PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import {
  ClockFiringConnection,
  ClockStateEnum,
  LeadClockConnection,
  LeadClockType,
} from "./lead-clock.type.ts";

/** By when the vendor must answer a lead, and all its clocks. */
@Resolver(() => LeadType)
export class LeadClocksResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "By when the vendor must answer: its time from the claim, or from the lead's return, and all pauses. Null while it rests and once it was answered",
  })
  acceptanceDueAt(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => ClockStateEnum, {
    nullable: true,
    description:
      "Whether the vendor answers in time. Null where there was nothing left to answer, as for a withdrawn lead",
  })
  acceptanceState(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadClockConnection, {
    nullable: true,
    description: "Its clocks, the latest first; a partner sees those of the vendor's answers",
  })
  clocks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

@Resolver(() => LeadClockType)
export class ClockFiringsResolver {
  @FieldResolver(() => ClockFiringConnection, {
    nullable: true,
    description: "What it warned of and brought about, in order",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  firings(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
