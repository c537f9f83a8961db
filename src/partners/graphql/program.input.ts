import { Field, ID, InputType, Int } from "type-graphql";

import type { InputReader, LeadKind } from "../../kernel/index.ts";
import { ALL_LEAD_KINDS } from "../../kernel/index.ts";
import { readTimeZone } from "../domain/calendar.ts";
import { readChecklist } from "../domain/checklist.ts";
import { ALL_PROGRAM_NUMBERS, DEFAULT_SETTINGS, PROGRAM_NUMBERS } from "../domain/program.ts";
import type {
  ContactRule,
  ExtensionPolicy,
  ProgramNumber,
  ProgramSettings,
} from "../domain/program.ts";
import type { Enrolment } from "../enrol-partner.ts";
import type { UpdateProgram } from "../update-program.ts";

import { ChecklistPointInput } from "./checklist.type.ts";
import { ContactRuleEnum, ExtensionPolicyEnum, LeadKindEnum } from "./program-enums.ts";

/** Product lines that a program may name. */
const MOST_LINES = 20;

/** What a program is, as far as it is said. */
@InputType()
abstract class ProgramFields {
  @Field(() => [LeadKindEnum], {
    nullable: true,
    description: "Of which kinds leads can be registered",
  })
  kinds?: LeadKind[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "The product lines that its leads may name, pln_…, up to 20, each with all beneath it; an empty list for all",
  })
  productLineIds?: string[] | null;

  @Field(() => ContactRuleEnum, { nullable: true, description: "Who speaks to a contact first" })
  contactRule?: ContactRule | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether a partner registers nothing before it has accepted the terms in force",
  })
  needsTerms?: boolean | null;

  @Field(() => [ChecklistPointInput], {
    nullable: true,
    description:
      "What whoever accepts a lead confirms from now on, up to 20 points in this order; an empty list for nothing",
  })
  handoverChecklist?: ChecklistPointInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "When business is done, cal_…; null for Monday to Friday, 9 to 17, in the program's zone",
  })
  calendarId?: string | null;

  @Field(() => Int, { nullable: true, description: "Hours in which the vendor must answer" })
  acceptanceHours?: number | null;

  @Field(() => Int, { nullable: true, description: "Days in which an accepted lead must move" })
  conversionDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Days of protection, for leads accepted from now on",
  })
  protectionDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Days without a word after which protection lapses",
  })
  heartbeatDays?: number | null;

  @Field(() => ExtensionPolicyEnum, {
    nullable: true,
    description: "How often a protection may be extended",
  })
  extensionPolicy?: ExtensionPolicy | null;

  @Field(() => Int, { nullable: true, description: "By how many days" })
  extensionDays?: number | null;

  @Field(() => Int, { nullable: true, description: "How often a day a partner may call checkLead" })
  checksPerDay?: number | null;

  @Field(() => Int, { nullable: true, description: "Days in which a decision may be appealed" })
  appealDays?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "Days after which a claim of the vendor itself expires",
  })
  directClaimDays?: number | null;
}

@InputType("CreateProgramInput", {
  description: "A program; what is left out is as it is in a new installation's default program",
})
export class CreateProgramInput extends ProgramFields {
  @Field(() => String, { description: "Its name, up to 100 characters; no two have the same" })
  name: string;

  @Field(() => String, { description: "A zone of the IANA database, such as Europe/Berlin" })
  timeZone: string;
}

@InputType("UpdateProgramInput", { description: "Changes of a program: what is left out stays" })
export class UpdateProgramInput extends ProgramFields {
  @Field(() => ID, { description: "The program, prg_…" })
  programId: string;

  @Field(() => Int, {
    description: "The program's version as it was read; refused if it has another by now",
  })
  expectedVersion: number;

  @Field(() => String, { nullable: true, description: "Its name, up to 100 characters" })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "A zone of the IANA database; counts by day are made anew",
  })
  timeZone?: string | null;
}

@InputType()
abstract class EnrolmentFields {
  @Field(() => ID, { description: "The program, prg_…; not the default one" })
  programId: string;

  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;
}

@InputType("EnrolPartnerInput", { description: "A partner, and the program it is to be in" })
export class EnrolPartnerInput extends EnrolmentFields {}

@InputType("EndEnrolmentInput", { description: "A partner, and the program it is to leave" })
export class EndEnrolmentInput extends EnrolmentFields {}

export function readCreateProgram(reader: InputReader, input: CreateProgramInput): ProgramSettings {
  const given = readGiven(reader, input);
  return {
    ...DEFAULT_SETTINGS,
    ...given,
    name: reader.text(["name"], input.name, 100),
    timeZone: readTimeZone(reader, input.timeZone),
  };
}

export function readUpdateProgram(reader: InputReader, input: UpdateProgramInput): UpdateProgram {
  const { name, timeZone } = input;
  const changes = {
    ...readGiven(reader, input),
    ...(typeof name === "string" ? { name: reader.text(["name"], name, 100) } : {}),
    ...(typeof timeZone === "string" ? { timeZone: readTimeZone(reader, timeZone) } : {}),
  };
  if (Object.keys(changes).length === 0)
    reader.report(["programId"], "comes with nothing to change");
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    expectedVersion: input.expectedVersion,
    changes,
  };
}

export function readEnrolment(reader: InputReader, input: EnrolmentFields): Enrolment {
  return {
    programId: reader.id(["programId"], "prg", input.programId),
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
  };
}

/** All that an input says, each within its bounds. */
function readGiven(reader: InputReader, input: ProgramFields): Partial<ProgramSettings> {
  const { kinds, contactRule, extensionPolicy, needsTerms, calendarId } = input;
  const { productLineIds, handoverChecklist } = input;
  if (kinds?.length === 0) reader.report(["kinds"], "is empty: a program takes one kind or more");
  return {
    ...(kinds ? { kinds: ALL_LEAD_KINDS.filter((kind) => kinds.includes(kind)) } : {}),
    ...(productLineIds
      ? { productLineIds: reader.ids(["productLineIds"], "pln", productLineIds, MOST_LINES) }
      : {}),
    ...(contactRule ? { contactRule } : {}),
    ...(extensionPolicy ? { extensionPolicy } : {}),
    ...(handoverChecklist ? { handoverChecklist: readChecklist(reader, handoverChecklist) } : {}),
    ...(typeof needsTerms === "boolean" ? { needsTerms } : {}),
    ...(calendarId === undefined
      ? {}
      : { calendarId: reader.optionalId(["calendarId"], "cal", calendarId) }),
    ...readNumbers(reader, input),
  };
}

function readNumbers(
  reader: InputReader,
  input: ProgramFields,
): Partial<Record<ProgramNumber, number>> {
  return Object.fromEntries(
    ALL_PROGRAM_NUMBERS.flatMap((name) => {
      const given = input[name];
      if (typeof given !== "number") return [];
      const { least, most } = PROGRAM_NUMBERS[name];
      if (given < least || given > most)
        reader.report([name], `must be ${least} to ${most}, got ${given}`);
      return [[name, given]];
    }),
  );
}
