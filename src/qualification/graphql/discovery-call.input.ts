import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { CorrectDiscoveryCall } from "../correct-discovery-call.ts";
import {
  LONGEST_CALL_MINUTES,
  LONGEST_NOTES,
  MOST_CALL_ANSWERS,
  MOST_PARTICIPANTS,
} from "../domain/discovery-call.ts";
import type { ToldCall } from "../domain/discovery-call.ts";
import type { RecordDiscoveryCall } from "../record-discovery-call.ts";
import type { RemoveDiscoveryCall } from "../remove-discovery-call.ts";

@InputType("CallAnswerInput", { description: "What was answered in a call on a slot" })
class CallAnswerInput {
  @Field(() => String, {
    description: "A slot of the criteria that count for the lead, such as BUDGET",
  })
  slot: string;

  @Field(() => String, { description: "What was said, up to 2,000 characters" })
  text: string;
}

/** What is told of a call. */
@InputType()
abstract class DiscoveryCallFields {
  @Field(() => DateTimeScalar, { description: "When it began; not in the future" })
  heldAt: Date;

  @Field(() => Int, { description: "How long it took, 1 to 1,440 minutes" })
  minutes: number;

  @Field(() => [ID], {
    nullable: true,
    description: "Who of the vendor's and of the lead's partner took part, mem_…: up to 20",
  })
  memberIds?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Which contacts of the lead took part, cnt_…: up to 20. Somebody took part",
  })
  contactIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: "What was said, for the vendor alone, up to 10,000 characters",
  })
  notes?: string | null;

  @Field(() => [CallAnswerInput], {
    nullable: true,
    description: "What was answered, for the vendor alone: up to 30, each slot once",
  })
  answers?: CallAnswerInput[] | null;
}

@InputType("RecordDiscoveryCallInput", { description: "A call with the prospect of a lead" })
export class RecordDiscoveryCallInput extends DiscoveryCallFields {
  @Field(() => ID, { description: "The lead, lead_…, at SAL, SQL or OPPORTUNITY" })
  leadId: string;
}

@InputType("CorrectDiscoveryCallInput", {
  description: "How a call was, whole: it takes the place of what was recorded",
})
export class CorrectDiscoveryCallInput extends DiscoveryCallFields {
  @Field(() => ID, { description: "The call, dsc_…" })
  discoveryCallId: string;

  @Field(() => String, { description: "Why, for the vendor alone, up to 2,000 characters" })
  reason: string;
}

@InputType("RemoveDiscoveryCallInput", { description: "A call that was recorded by mistake" })
export class RemoveDiscoveryCallInput {
  @Field(() => ID, { description: "The call, dsc_…" })
  discoveryCallId: string;

  @Field(() => String, { description: "Why, for the vendor alone, up to 2,000 characters" })
  reason: string;
}

export function readRecordDiscoveryCall(
  reader: InputReader,
  input: RecordDiscoveryCallInput,
  now: Date,
): RecordDiscoveryCall {
  const leadId = reader.id(["leadId"], "lead", input.leadId);
  return { leadId, ...readToldCall(reader, input, now) };
}

export function readCorrectDiscoveryCall(
  reader: InputReader,
  input: CorrectDiscoveryCallInput,
  now: Date,
): CorrectDiscoveryCall {
  return { ...readRemoveDiscoveryCall(reader, input), ...readToldCall(reader, input, now) };
}

export function readRemoveDiscoveryCall(
  reader: InputReader,
  input: RemoveDiscoveryCallInput,
): RemoveDiscoveryCall {
  return {
    discoveryCallId: reader.id(["discoveryCallId"], "dsc", input.discoveryCallId),
    reason: reader.text(["reason"], input.reason, 2_000, "many"),
  };
}

function readToldCall(reader: InputReader, input: DiscoveryCallFields, now: Date): ToldCall {
  const { heldAt, minutes } = input;
  if (heldAt.getTime() > now.getTime())
    reader.report(["heldAt"], "lies in the future: a call is recorded once it was");
  if (minutes < 1 || minutes > LONGEST_CALL_MINUTES)
    reader.report(["minutes"], `must be 1 to ${LONGEST_CALL_MINUTES}, got ${minutes}`);
  const memberIds = reader.ids(["memberIds"], "mem", input.memberIds, MOST_PARTICIPANTS);
  const contactIds = reader.ids(["contactIds"], "cnt", input.contactIds, MOST_PARTICIPANTS);
  if (memberIds.length + contactIds.length === 0)
    reader.report(["memberIds"], "and contactIds name nobody: somebody took part");
  const answers = input.answers ?? [];
  if (answers.length > MOST_CALL_ANSWERS)
    reader.report(["answers"], `may hold ${MOST_CALL_ANSWERS}, got ${answers.length}`);
  return {
    ...{ heldAt, minutes, memberIds, contactIds },
    notes: reader.optionalText(["notes"], input.notes, LONGEST_NOTES, "many"),
    answers: answers.slice(0, MOST_CALL_ANSWERS).map(({ slot, text }, index) => ({
      slot: reader.text(["answers", String(index), "slot"], slot, 40),
      text: reader.text(["answers", String(index), "text"], text, 2_000, "many"),
    })),
  };
}
