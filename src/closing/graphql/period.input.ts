import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { DecideReopening } from "../decide-reopening.ts";
import type { MarkGlExported } from "../mark-gl-exported.ts";
import type { ReopenPeriod } from "../reopen-period.ts";
import type { NamePeriod } from "../soft-close-period.ts";

import { AccountingPeriodType } from "./period.type.ts";

const MOST_DAYS = 31;
const PERIOD = { description: "The period, prd_…" };

@InputType("SoftClosePeriodInput", { description: "Which period is soft-closed" })
export class SoftClosePeriodInput {
  @Field(() => ID, PERIOD)
  accountingPeriodId: string;
}

@InputType("HardClosePeriodInput", { description: "Which period is closed" })
export class HardClosePeriodInput {
  @Field(() => ID, PERIOD)
  accountingPeriodId: string;
}

@InputType("ReopenPeriodInput", { description: "Which period shall be opened again" })
export class ReopenPeriodInput {
  @Field(() => ID, PERIOD)
  accountingPeriodId: string;

  @Field(() => String, { description: "Why, up to 500 characters" })
  reason: string;

  @Field(() => Int, {
    description: `For how many days, 1 to ${MOST_DAYS}, from when somebody else lets it`,
  })
  days: number;
}

@InputType("DecideReopeningInput", { description: "Whether a period is opened again" })
export class DecideReopeningInput {
  @Field(() => ID, PERIOD)
  accountingPeriodId: string;

  @Field(() => Boolean, { description: "Whether it is" })
  isApproved: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Why not, up to 500 characters; with isApproved false, and only with it",
  })
  reason?: string | null;
}

@InputType("MarkGlExportedInput", { description: "Which period went to the books of the firm" })
export class MarkGlExportedInput {
  @Field(() => ID, PERIOD)
  accountingPeriodId: string;

  @Field(() => String, {
    description: "What these call it, such as the number of the journal, up to 100 characters",
  })
  glReference: string;
}

const payloadType = (verb: string) =>
  payloadOf(verb, "accountingPeriod", () => AccountingPeriodType, "period");
export const SoftClosePeriodPayload = payloadType("softClosePeriod");
export const HardClosePeriodPayload = payloadType("hardClosePeriod");
export const ReopenPeriodPayload = payloadType("reopenPeriod");
export const DecideReopeningPayload = payloadType("decideReopening");
export const MarkGlExportedPayload = payloadType("markGlExported");

export const readNamedPeriod = (
  reader: InputReader,
  input: { readonly accountingPeriodId: string },
): NamePeriod => ({
  accountingPeriodId: reader.id(["accountingPeriodId"], "prd", input.accountingPeriodId),
});

export function readReopenPeriod(reader: InputReader, input: ReopenPeriodInput): ReopenPeriod {
  if (input.days < 1 || input.days > MOST_DAYS)
    reader.report(["days"], `must be 1 to ${MOST_DAYS}, got ${input.days}`);
  return {
    ...readNamedPeriod(reader, input),
    reason: reader.text(["reason"], input.reason, 500, "many"),
    days: input.days,
  };
}

export function readDecideReopening(
  reader: InputReader,
  input: DecideReopeningInput,
): DecideReopening {
  const reason = reader.optionalText(["reason"], input.reason, 500, "many");
  if (input.isApproved !== (reason === null))
    reader.report(["reason"], "goes with isApproved false, and only with it");
  return { ...readNamedPeriod(reader, input), declined: input.isApproved ? null : (reason ?? "") };
}

export const readMarkGlExported = (
  reader: InputReader,
  input: MarkGlExportedInput,
): MarkGlExported => ({
  ...readNamedPeriod(reader, input),
  glReference: reader.text(["glReference"], input.glReference, 100),
});
