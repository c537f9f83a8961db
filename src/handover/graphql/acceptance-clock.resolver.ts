import { FieldResolver, Resolver } from "type-graphql";

import { LeadType } from "../../leads/index.ts";
import { DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { CLOCK_STATES } from "../domain/acceptance-clock.ts";

const ClockStateEnum = describedEnum("ClockState", "How a clock stands", CLOCK_STATES);

/** By when the vendor must answer a lead. */
@Resolver(() => LeadType)
export class AcceptanceClockResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "By when the vendor must answer: the program's hours from the claim, or from the lead's return, and all pauses. Null while it rests and once it was answered",
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
}
