import { isStandardField, PLAIN_FORM, uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ALL_LINES } from "../../products/index.ts";
import { jsonSchemaOf } from "../domain/form-schema.ts";
import { ProgramChecklistRow } from "../store/program-checklist.row.ts";
import { ProgramEnrolmentRow } from "../store/program-enrolment.row.ts";
import { ProgramFormRow } from "../store/program-form.row.ts";
import { ProgramTermsRow } from "../store/program-terms.row.ts";
import { ProgramRow } from "../store/program.row.ts";
import { TermsAcceptanceRow } from "../store/terms-acceptance.row.ts";

const program = tableOf(ProgramRow);
// the vendor's own: a partner's statement does not so much as name it
const checklist = program.withOptional(ProgramChecklistRow, { programId: "id" });

/** Of other programs than its own a partner sees no row: the table's policy says so. */
export const programReads: Source = {
  type: "Program",
  table: program,
  isPartners: false,
  fields: {
    id: id("prg", program.cell("id")),
    name: column(program.cell("name")),
    isDefault: column(program.cell("isDefault")),
    timeZone: column(program.cell("timeZone")),
    qualifiedBy: column(program.cell("qualifiedBy")),
    kinds: column(program.cell("kinds")),
    productLines: list(
      "ProductLine",
      (line, of) =>
        sql`${line("id")} = any(coalesce(${of("productLineIds")}, array[${uuidOf(ALL_LINES)}::uuid]))`,
      [ascending("createdAt"), ascending("id")],
    ),
    contactRule: column(program.cell("contactRule")),
    calendar: one("Calendar", { id: "calendarId" }),
    acceptanceHours: column(program.cell("acceptanceHours")),
    conversionDays: column(program.cell("conversionDays")),
    protectionDays: column(program.cell("protectionDays")),
    heartbeatDays: column(program.cell("heartbeatDays")),
    extensionPolicy: column(program.cell("extensionPolicy")),
    extensionDays: column(program.cell("extensionDays")),
    checksPerDay: column(program.cell("checksPerDay")),
    appealDays: column(program.cell("appealDays")),
    directClaimDays: column(program.cell("directClaimDays")),
    form: one("ProgramForm", { programId: "id", number: "formNumber" }),
    needsTerms: column(program.cell("needsTerms")),
    termsInForce: one(
      "ProgramTerms",
      (terms, of) => sql`(${terms("programId")} = ${of("id")} and ${terms("number")} = (
        select published.number
        from program_terms as published
        where published.program_id = ${of("id")} and published.effective_at <= now()
        order by published.effective_at desc, published.number desc
        limit 1))`,
    ),
    terms: page("ProgramTerms", { programId: "id" }, [descending("number")]),
    acceptances: page("TermsAcceptance", { programId: "id" }, [
      descending("number"),
      ascending("acceptedAt"),
      ascending("partnerId"),
    ]),
    handoverChecklist: value([checklist.cell("keys"), checklist.cell("labels")], ([keys, labels]) =>
      (keys ?? []).map((key, place) => ({ key, label: labels?.[place] ?? "" })),
    ),
    version: column(program.cell("version")),
    createdAt: column(program.cell("createdAt")),
    updatedAt: column(program.cell("updatedAt")),
    enrolments: page("ProgramEnrolment", { programId: "id" }, [
      ascending("enrolledAt"),
      ascending("partnerId"),
    ]),
  },
};

const form = tableOf(ProgramFormRow);

export const programFormReads: Source = {
  type: "ProgramForm",
  table: form,
  isPartners: false,
  fields: {
    number: column(form.cell("number")),
    requiredFields: column(form.cell("required")),
    fields: value([form.cell("fields")], ([fields]) => fields),
    jsonSchema: value([form.cell("required"), form.cell("fields")], ([required, fields]) =>
      jsonSchemaOf({ ...PLAIN_FORM, required: required.filter(isStandardField), fields }),
    ),
    publishedAt: column(form.cell("publishedAt")),
  },
};

const enrolment = tableOf(ProgramEnrolmentRow);

export const programEnrolmentReads: Source = {
  type: "ProgramEnrolment",
  table: enrolment,
  isPartners: true,
  fields: {
    partner: one("Partner", { id: "partnerId" }),
    enrolledAt: column(enrolment.cell("enrolledAt")),
    leftAt: column(enrolment.cell("leftAt")),
  },
};

const terms = tableOf(ProgramTermsRow);

export const programTermsReads: Source = {
  type: "ProgramTerms",
  table: terms,
  isPartners: false,
  fields: {
    number: column(terms.cell("number")),
    text: column(terms.cell("text")),
    url: column(terms.cell("url")),
    effectiveAt: column(terms.cell("effectiveAt")),
    publishedAt: column(terms.cell("publishedAt")),
  },
};

const acceptance = tableOf(TermsAcceptanceRow);

const acceptedByName = acceptance.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select accepting.display_name from membership as accepting where accepting.id = ${of(acceptance, "acceptedBy")})`,
);

export const termsAcceptanceReads: Source = {
  type: "TermsAcceptance",
  table: acceptance,
  isPartners: true,
  fields: {
    partner: one("Partner", { id: "partnerId" }),
    termsNumber: column(acceptance.cell("number")),
    acceptedAt: column(acceptance.cell("acceptedAt")),
    acceptedByName: column(acceptedByName),
  },
};
