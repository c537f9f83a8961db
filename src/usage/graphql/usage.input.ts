import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { CompanyInput, readCompany } from "../../leads/index.ts";
import { DateTimeScalar } from "../../platform/graphql/index.ts";
import type { DecideUsageSignal } from "../decide-usage-signal.ts";
import { MOST_EVENTS } from "../domain/usage.ts";
import type { RecordUsage } from "../record-usage.ts";
import type { SetUsageThreshold } from "../set-usage-threshold.ts";

const METRIC = /^[a-z][a-z0-9_]{0,49}$/;
const REFERENCE_LENGTH = 100;
const TEXT_LENGTH = 2_000;
const MOST_AT_ONCE = 1_000_000_000;
const MOST_DAYS = 90;

@InputType("UsageEventInput", { description: "What an account used of the product" })
class UsageEventInput {
  @Field(() => ID, { nullable: true, description: "Its account, acc_…; else its company" })
  accountId?: string | null;

  @Field(() => CompanyInput, {
    nullable: true,
    description:
      "Its company, as a lead would name it; one that is not known yet becomes an account",
  })
  company?: CompanyInput | null;

  @Field(() => String, {
    description:
      "What is counted: lower-case letters, digits and underscores, such as active_users",
  })
  metric: string;

  @Field(() => String, {
    description:
      "The sender's own name for it, up to 100 characters: told twice, it is counted once",
  })
  reference: string;

  @Field(() => Int, { description: "How much, 1 to 1,000,000,000" })
  quantity: number;

  @Field(() => DateTimeScalar, { description: "When it was used, not in the future" })
  usedAt: Date;
}

@InputType("RecordUsageInput", { description: "What accounts used of the product" })
export class RecordUsageInput {
  @Field(() => [UsageEventInput], { description: `Up to ${MOST_EVENTS}` })
  events: UsageEventInput[];
}

@InputType("SetUsageThresholdInput", {
  description: "From how much use on an account is signalled",
})
export class SetUsageThresholdInput {
  @Field(() => String, { description: "What is counted, as it is recorded" })
  metric: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "So much of it, 1 or more; nobody is signalled by it any more if it is left out, and withinDays",
  })
  quantity?: number | null;

  @Field(() => Int, { nullable: true, description: `Within so many days, 1 to ${MOST_DAYS}` })
  withinDays?: number | null;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

@InputType("DecideUsageSignalInput", { description: "That somebody has looked at a signal" })
export class DecideUsageSignalInput {
  @Field(() => ID, { description: "The signal, usg_…" })
  usageSignalId: string;

  @Field(() => ID, {
    nullable: true,
    description: "The lead that was registered for it, lead_…; left out where it is left",
  })
  leadId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What is said of it, up to 2,000 characters; required where it is left",
  })
  note?: string | null;
}

function readMetric(reader: InputReader, path: readonly string[], given: string): string {
  if (METRIC.test(given)) return given;
  reader.report(
    path,
    "must be lower-case letters, digits and underscores, 50 at most, beginning with a letter, such as active_users",
  );
  return "none";
}

export function readRecordUsage(
  reader: InputReader,
  { events }: RecordUsageInput,
  now: Date,
): RecordUsage {
  if (events.length === 0) reader.report(["events"], "is empty: tell of one at least");
  if (events.length > MOST_EVENTS)
    reader.report(["events"], `may hold ${MOST_EVENTS}, got ${events.length}`);
  return {
    events: events.slice(0, MOST_EVENTS).map((event, index) => {
      const path = (field: string): readonly string[] => ["events", String(index), field];
      const accountId = reader.optionalId(path("accountId"), "acc", event.accountId);
      const { company, quantity, usedAt } = event;
      if ((typeof event.accountId === "string") === (company !== null && company !== undefined))
        reader.report(path("accountId"), "is to be given, or company: one of the two");
      if (quantity < 1 || quantity > MOST_AT_ONCE)
        reader.report(
          path("quantity"),
          `must be 1 to ${MOST_AT_ONCE.toLocaleString("en")}, got ${quantity}`,
        );
      if (usedAt > now) reader.report(path("usedAt"), "lies in the future");
      return {
        who: accountId ?? readCompany(reader, company ?? { name: "None" }, path("company")),
        metric: readMetric(reader, path("metric"), event.metric),
        reference: reader.text(path("reference"), event.reference, REFERENCE_LENGTH),
        ...{ quantity, usedAt },
      };
    }),
  };
}

export function readSetUsageThreshold(
  reader: InputReader,
  input: SetUsageThresholdInput,
): SetUsageThreshold {
  const quantity = input.quantity ?? null;
  const withinDays = input.withinDays ?? null;
  if ((quantity === null) !== (withinDays === null))
    reader.report(["withinDays"], "goes with quantity: give both, or neither");
  if (quantity !== null && quantity < 1)
    reader.report(["quantity"], `must be 1 or more, got ${quantity}`);
  if (withinDays !== null && (withinDays < 1 || withinDays > MOST_DAYS))
    reader.report(["withinDays"], `must be 1 to ${MOST_DAYS}, got ${withinDays}`);
  return {
    metric: readMetric(reader, ["metric"], input.metric),
    limit:
      quantity === null || withinDays === null ? null : { quantity: BigInt(quantity), withinDays },
    reason: reader.text(["reason"], input.reason, TEXT_LENGTH, "many"),
  };
}

export function readDecideUsageSignal(
  reader: InputReader,
  input: DecideUsageSignalInput,
): DecideUsageSignal {
  const leadId = reader.optionalId(["leadId"], "lead", input.leadId);
  const note = reader.optionalText(["note"], input.note, TEXT_LENGTH, "many");
  if (input.leadId === null || input.leadId === undefined)
    if (note === null) reader.report(["note"], "is missing: say why it is left, or name its lead");
  return { usageSignalId: reader.id(["usageSignalId"], "usg", input.usageSignalId), leadId, note };
}
