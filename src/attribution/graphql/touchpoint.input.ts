import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { readAmount } from "../../kernel/index.ts";
import { DateTimeScalar, MoneyInput, readWith } from "../../platform/graphql/index.ts";
import { ErrorPolicyEnum } from "../../leads/index.ts";
import type { TouchRole } from "../domain/models.ts";
import type { Channel, TouchItem } from "../domain/touchpoint.ts";
import type { RecordTouchpoints } from "../record-touchpoints.ts";
import type { RetractTouchpoint } from "../retract-touchpoint.ts";

import { ChannelEnum, TouchRoleEnum } from "./touchpoint.type.ts";

export const MOST_TOUCHES = 100;

@InputType("TouchpointInput", { description: "What somebody had to do with a prospect" })
export class TouchpointInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "Whose touch it is, prt_…: a partner's or the vendor's own. A partner records its own, and may leave it out",
  })
  partnerId?: string | null;

  @Field(() => TouchRoleEnum, { description: "What was done for the lead" })
  role: TouchRole;

  @Field(() => ChannelEnum, { description: "By which way" })
  channel: Channel;

  @Field(() => String, {
    nullable: true,
    description: "For which campaign, up to 200 characters; no names of persons",
  })
  campaign?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: "What it cost" })
  cost?: MoneyInput | null;

  @Field(() => DateTimeScalar, {
    description:
      "When it was; not in the future. Of those that a partner records what came before its registration counts for nothing",
  })
  occurredAt: Date;

  @Field(() => String, {
    nullable: true,
    description:
      "Your own name for it, up to 100 characters: sent again with the same touch, it is recorded once",
  })
  reference?: string | null;
}

@InputType("RecordTouchpointsInput", { description: "Touches that are recorded together" })
export class RecordTouchpointsInput {
  @Field(() => [TouchpointInput], { description: `1 to ${MOST_TOUCHES} touches` })
  items: TouchpointInput[];

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Whether they come from another system of the vendor's, which has references of its own; a partner's never do",
  })
  isImport: boolean;

  @Field(() => ErrorPolicyEnum, {
    defaultValue: "REJECT_FAILED",
    description: "What becomes of the other touches where one cannot be recorded",
  })
  errorPolicy: string;
}

@InputType("RetractTouchpointInput", { description: "Which touch is taken back, and why" })
export class RetractTouchpointInput {
  @Field(() => ID, { description: "The touch, tch_…" })
  touchpointId: string;

  @Field(() => String, { description: "Why, for the vendor alone, up to 2,000 characters" })
  reason: string;
}

export function readTouches(
  reader: InputReader,
  { items, isImport, errorPolicy }: RecordTouchpointsInput,
  now: Date,
): RecordTouchpoints {
  if (items.length < 1 || items.length > MOST_TOUCHES)
    reader.report(["items"], `must be 1 to ${MOST_TOUCHES}, got ${items.length}`);
  return {
    items: items
      .slice(0, MOST_TOUCHES)
      .map((item) => readWith((each) => readTouch(each, item, now))),
    isImport,
    allOrNone: errorPolicy === "REJECT_ALL",
  };
}

function readTouch(reader: InputReader, input: TouchpointInput, now: Date): TouchItem {
  if (input.occurredAt.getTime() > now.getTime())
    reader.report(["occurredAt"], "lies in the future: a touch is recorded once it was");
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    partnerId: reader.optionalId(["partnerId"], "prt", input.partnerId),
    role: input.role,
    channel: input.channel,
    campaign: reader.optionalText(["campaign"], input.campaign, 200),
    cost: reader.optional(["cost"], input.cost, readAmount),
    occurredAt: input.occurredAt,
    reference: reader.optionalText(["reference"], input.reference, 100),
  };
}

export function readRetraction(
  reader: InputReader,
  input: RetractTouchpointInput,
): RetractTouchpoint {
  return {
    touchpointId: reader.id(["touchpointId"], "tch", input.touchpointId),
    reason: reader.text(["reason"], input.reason, 2_000, "many"),
  };
}
