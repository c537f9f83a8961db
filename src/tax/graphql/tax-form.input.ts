import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { localDate } from "../../kernel/index.ts";
import { DateScalar } from "../../platform/graphql/index.ts";
import type { DecideTaxForm } from "../decide-tax-form.ts";
import { isTaxFormKind, problemsOf } from "../domain/tax-form.ts";
import type { EndTaxForm } from "../end-tax-form.ts";
import type { RecordTaxForm } from "../record-tax-form.ts";

import { TaxFormKindEnum, TaxFormStateEnum } from "./tax-form.type.ts";

const LONGEST = 2_000;
/** Where it is a day already, while it is the day before in UTC. */
const EARLIEST_ZONE_MS = 14 * 3_600_000;

@InputType("RecordTaxFormInput", { description: "A form by which a partner says how it is taxed" })
export class RecordTaxFormInput {
  @Field(() => ID, {
    nullable: true,
    description: "Whose, prt_…; a partner's people may leave it out",
  })
  partnerId?: string | null;

  @Field(() => TaxFormKindEnum, {
    description: "Which form; NONE_NEEDED is for the vendor to say",
  })
  kind: string;

  @Field(() => DateScalar, { description: "The day on which it came" })
  receivedOn: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: "The last day on which it counts; only W_9 and NONE_NEEDED may go without",
  })
  lastValidOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "What else is to be known, such as where the form is kept, up to 2,000 characters; both sides read it. NONE_NEEDED says here why",
  })
  remark?: string | null;
}

@InputType("DecideTaxFormInput", { description: "Whether a tax form is accepted" })
export class DecideTaxFormInput {
  @Field(() => ID, { description: "The form, txf_…, that somebody else recorded" })
  taxFormId: string;

  @Field(() => Boolean, { description: "Whether it is accepted; else it is declined" })
  isAccepted: boolean;

  @Field(() => String, {
    description: "What was looked at, or why not, up to 2,000 characters; told to the partner",
  })
  note: string;
}

@InputType("EndTaxFormInput", { description: "Which tax form counts no more, and why" })
export class EndTaxFormInput {
  @Field(() => ID, { description: "The form, txf_…" })
  taxFormId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters; both sides read it" })
  reason: string;
}

@InputType("TaxFormFilter", {
  description: "Conditions on tax forms; all that are given must hold",
})
export class TaxFormFilterInput {
  @Field(() => ID, { nullable: true, description: "Of this partner, prt_…" })
  partnerId?: string | null;

  @Field(() => TaxFormStateEnum, { nullable: true, description: "Only those that stand here" })
  state?: string | null;
}

export function readRecordTaxForm(
  reader: InputReader,
  input: RecordTaxFormInput,
  at: Date,
): RecordTaxForm {
  const { kind, receivedOn } = input;
  if (!isTaxFormKind(kind)) throw new Error(`there is no tax form ${kind}`);
  const details = {
    ...{ kind, receivedOn, lastValidOn: input.lastValidOn ?? null },
    remark: reader.optionalText(["remark"], input.remark, LONGEST, "many"),
  };
  const today = localDate(new Date(at.getTime() + EARLIEST_ZONE_MS), "UTC");
  for (const [field, problem] of problemsOf(details, today)) reader.report([field], problem);
  return { partnerId: reader.optionalId(["partnerId"], "prt", input.partnerId), ...details };
}

export const readDecideTaxForm = (
  reader: InputReader,
  input: DecideTaxFormInput,
): DecideTaxForm => ({
  taxFormId: reader.id(["taxFormId"], "txf", input.taxFormId),
  isAccepted: input.isAccepted,
  note: reader.text(["note"], input.note, LONGEST, "many"),
});

export const readEndTaxForm = (reader: InputReader, input: EndTaxFormInput): EndTaxForm => ({
  taxFormId: reader.id(["taxFormId"], "txf", input.taxFormId),
  reason: reader.text(["reason"], input.reason, LONGEST, "many"),
});
