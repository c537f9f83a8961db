import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import {
  Authenticated,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Payload,
  readWith,
  UserError,
} from "../../platform/graphql/index.ts";
import type { EngagementItem } from "../domain/engagement.ts";
import { ENGAGEMENT_KINDS } from "../domain/signals.ts";
import type { EngagementKind } from "../domain/signals.ts";
import type { RecordEngagement } from "../record-engagement.ts";

const MOST_ITEMS = 100;
const MOST_SECONDS = 86_400;

const EngagementKindEnum = describedEnum(
  "EngagementKind",
  "What prospects do, as the vendor's systems tell it",
  ENGAGEMENT_KINDS,
);

@ObjectType("EngagementDay", {
  description: "How often a prospect did something on a day",
  simpleResolvers: true,
})
@Needs("SCORES_READ")
export class EngagementDayType {
  @Field(() => EngagementKindEnum, { description: "What it did" })
  kind: string;

  @Field(() => String, { description: "On which day (UTC), such as 2026-03-01" })
  day: string;

  @Field(() => Int, { description: "How often" })
  events: number;
}

@InputType("EngagementInput", { description: "What a prospect did" })
class EngagementInput {
  @Field(() => ID, { description: "Its lead, lead_…" })
  leadId: string;

  @Field(() => EngagementKindEnum, { description: "What it did" })
  kind: EngagementKind;

  @Field(() => DateTimeScalar, { description: "When; not in the future" })
  occurredAt: Date;

  @Field(() => String, {
    description:
      "Your own name for it, up to 100 characters, no names of persons: sent again, it is recorded once",
  })
  reference: string;

  @Field(() => Int, {
    nullable: true,
    description: "Of a visit: how many seconds it took, 0 to 86400",
  })
  seconds?: number | null;
}

@InputType("RecordEngagementInput", { description: "What prospects did" })
export class RecordEngagementInput {
  @Field(() => [EngagementInput], { description: `1 to ${MOST_ITEMS}` })
  items: EngagementInput[];
}

@ObjectType("RecordEngagementResult", {
  description: "What became of one item",
  simpleResolvers: true,
})
@Authenticated()
class RecordEngagementResult {
  @Field(() => Int, { description: "The item's place in the input, from 0" })
  index: number;

  @Field(() => Boolean, { description: "True where it is recorded, now or before" })
  isRecorded: boolean;

  @Field(() => [UserError], { description: "What stood in the way; paths begin at the input" })
  errors: UserError[];
}

@ObjectType("RecordEngagementPayload", {
  description: "Result of recordEngagement",
  simpleResolvers: true,
})
@Payload()
export class RecordEngagementPayload {
  @Field(() => [RecordEngagementResult], {
    description: "One result for each item, in their order; empty where the call was refused",
  })
  @ListSize(MOST_ITEMS)
  results: RecordEngagementResult[];

  @Field(() => [UserError], {
    description: "What stood in the way of the call; results say what stood in the way of items",
  })
  errors: UserError[];
}

export function readRecordEngagement(
  reader: InputReader,
  { items }: RecordEngagementInput,
  now: Date,
): RecordEngagement {
  if (items.length < 1 || items.length > MOST_ITEMS)
    reader.report(["items"], `must be 1 to ${MOST_ITEMS}, got ${items.length}`);
  return {
    items: items.slice(0, MOST_ITEMS).map((item) => readWith((each) => readItem(each, item, now))),
  };
}

function readItem(reader: InputReader, input: EngagementInput, now: Date): EngagementItem {
  if (input.occurredAt.getTime() > now.getTime())
    reader.report(["occurredAt"], "lies in the future: it is recorded once it was");
  const seconds = input.seconds ?? null;
  if (seconds !== null && input.kind !== "VISIT")
    reader.report(["seconds"], "is said of a visit: leave it out, or send a VISIT");
  if (seconds !== null && (seconds < 0 || seconds > MOST_SECONDS))
    reader.report(["seconds"], `must be 0 to ${MOST_SECONDS}, got ${seconds}`);
  return {
    seconds,
    leadId: reader.id(["leadId"], "lead", input.leadId),
    kind: input.kind,
    occurredAt: input.occurredAt,
    reference: reader.text(["reference"], input.reference, 100),
  };
}
