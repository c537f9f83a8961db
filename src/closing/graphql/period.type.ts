import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import { PERIOD_CHECKS, PERIOD_STATES, PERIOD_STEPS } from "../domain/period.ts";

const PeriodStateEnum = describedEnum(
  "AccountingPeriodState",
  "Whether something is booked in a period",
  PERIOD_STATES,
);
const PeriodStepKindEnum = describedEnum(
  "PeriodStepKind",
  "What can be done to a period of the books",
  PERIOD_STEPS,
);
const PeriodCheckEnum = describedEnum(
  "PeriodCheckName",
  "What must hold of the books of a period before it is closed",
  PERIOD_CHECKS,
);

@ObjectType("PeriodStep", {
  description: "What was done to a period of the books, by whom. It never changes",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class PeriodStepType {
  @Field(() => Int, { description: "Its number within the period: 1, 2, 3 …" })
  number: number;

  @Field(() => PeriodStepKindEnum, { description: "What was done" })
  kind: string;

  @Field(() => DateTimeScalar, { description: "When" })
  madeAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "By whom; null where a time was over",
  })
  @Needs("LEDGER_READ", "PARTNERS_READ")
  madeBy: PartnerMemberType | null;

  @Field(() => String, {
    nullable: true,
    description: "Why it was to be opened again, or why not; null for all other steps",
  })
  reason: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "REOPENING_ASKED: for how many days it was to be open",
  })
  days: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "REOPENED: until when it was open, unless somebody closed it before",
  })
  openUntil: Date | null;

  @Field(() => String, {
    nullable: true,
    description: "CLOSED: the number of the last posting that was sealed by then",
  })
  closeSeq: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "CLOSED: SHA-256 of the trial balance at that number, of all that is booked before the period ended, in hexadecimal digits",
  })
  trialBalanceSha256: string | null;

  @Field(() => String, {
    nullable: true,
    description: "GL_EXPORTED: what the books of the firm call it",
  })
  glReference: string | null;
}

@ObjectType("AccountingPeriod", {
  description: "A month of the books: open, soft-closed by finance, or closed by somebody else",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class AccountingPeriodType extends Node {
  @Field(() => DateScalar, { description: "Its first day" })
  startsOn: string;

  @Field(() => PeriodStateEnum, { description: "Whether something is booked in it" })
  state: string;

  @Field(() => String, {
    nullable: true,
    description: "The number of the last posting with which it is closed; null where it is not",
  })
  closeSeq: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Since when it is closed; null where it is not",
  })
  closedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it went to the books of the firm, after which it is not opened again",
  })
  glExportedAt: Date | null;

  @Field(() => [PeriodStepType], { description: "What was done to it, the first step first" })
  @ListSize(20)
  steps: PeriodStepType[];
}

export const AccountingPeriodConnection = connectionType(
  () => AccountingPeriodType,
  "AccountingPeriod",
);

@ObjectType("PeriodCheck", {
  description: "What a look at the books of a period found",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class PeriodCheckType {
  @Field(() => PeriodCheckEnum, { description: "What must hold" })
  check: string;

  @Field(() => String, { description: "The same in words" })
  meaning: string;

  @Field(() => Int, { description: "How often it does not; 0 where all is well" })
  faults: number;
}
