import { idOf, isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Caller } from "../../platform/graphql/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  part,
  partWhere,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { Fields, Source } from "../../platform/reading/index.ts";
import { leadReference } from "../domain/reference.ts";
import type { StageMove } from "../domain/stage-move.ts";
import { CLAIMING_STAGES } from "../domain/stage.ts";
import type { Stage } from "../domain/stage.ts";
import { CompanyRow } from "../store/company.row.ts";
import { ContactRow } from "../store/contact.row.ts";
import { LeadRow } from "../store/lead.row.ts";
import { survivorOf } from "../store/survivor-queries.ts";

import { contactFieldsOf } from "./contact.reads.ts";
import { actionsFor } from "./lead-actions.ts";

/** For modules that add fields which are read of tables beside a lead's. */
export const leadTable = tableOf(LeadRow);
const lead = leadTable;
const company = lead.with(CompanyRow, { partnerId: "partnerId", leadId: "id" });
const contact = lead.with(ContactRow, { partnerId: "partnerId", leadId: "id" }, ["isPrimary"]);

const companyFields: Fields = {
  name: column(company.cell("name")),
  domain: column(company.cell("domain")),
  country: column(company.cell("country")),
  taxId: column(company.cell("taxId")),
};

/** What persons have said or are opens to the vendor at acceptance. */
const isOpenTo = (acceptedAt: string | null, caller: Caller): boolean =>
  caller.side !== "VENDOR" || acceptedAt !== null;

const seesPersons = (acceptedAt: string | null, caller: Caller): boolean =>
  caller.scopes.has("CONTACTS_READ") && isOpenTo(acceptedAt, caller);

// open leads are not reopened: for most rows nothing is looked up
const zoneOfClosed = lead.expression<string | null>(
  "text",
  ({ column: of }) => sql`case when ${of(lead, "stage")} <> all(${CLAIMING_STAGES}::text[])
    then (select program.time_zone from program where program.id = ${of(lead, "programId")}) end`,
);

const STAMPS = [
  lead.cell("submittedAt"),
  lead.cell("marketingQualifiedAt"),
  lead.cell("acceptedAt"),
  lead.cell("salesQualifiedAt"),
  lead.cell("opportunityAt"),
  lead.cell("wonAt"),
  lead.cell("lostAt"),
] as const;

const STAMPED: readonly Stage[] = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "WON", "LOST"];

/** How leads are read. `moves` are the moves between stages that there are. */
export function leadReads(moves: readonly StageMove[]): Source {
  return {
    type: "Lead",
    table: lead,
    isPartners: true,
    survivor: survivorOf,
    fields: {
      id: id("lead", lead.cell("id")),
      reference: value([lead.cell("id")], ([uuid]) => leadReference(idOf("lead", uuid))),
      externalReference: column(lead.cell("externalReference")),
      stage: column(lead.cell("stage")),
      stageEnteredAt: column(lead.cell("stageEnteredAt")),
      stagesReached: value([lead.cell("impliedStages"), ...STAMPS], ([implied, ...stamps]) =>
        STAMPED.flatMap((stage, index) => {
          const reachedAt = stamps[index] ?? null;
          return reachedAt === null ? [] : [{ stage, reachedAt, implied: implied.includes(stage) }];
        }),
      ),
      kind: column(lead.cell("kind")),
      productLines: list(
        "ProductLine",
        (line, of) => sql`${line("id")} = any(${of("productLineIds")})`,
        [ascending("createdAt"), ascending("id")],
      ),
      claimedAt: column(lead.cell("claimedAt")),
      salesQualifiedAt: column(lead.cell("salesQualifiedAt")),
      registeredByVendor: column(lead.cell("registeredByVendor")),
      company: part(companyFields),
      contact: partWhere(
        [lead.cell("acceptedAt")],
        ([acceptedAt], { caller }) => isOpenTo(acceptedAt, caller),
        contactFieldsOf(contact),
      ),
      contacts: page(
        "Contact",
        (person, of) =>
          sql`(${person("partnerId")} = ${of("partnerId")} and ${person("leadId")} = ${of("id")} and (${of("acceptedAt")} is not null or current_user = 'app_partner'))`,
        [ascending("id")],
      ),
      source: column(lead.cell("source")),
      campaign: column(lead.cell("campaign")),
      notes: value([lead.cell("notes"), lead.cell("acceptedAt")], ([notes, acceptedAt], viewing) =>
        isOpenTo(acceptedAt, viewing.caller) ? notes : null,
      ),
      estimatedValue: value(
        [lead.cell("valueMinor"), lead.cell("valueCurrency")],
        ([minor, currency]) =>
          minor !== null && currency !== null && isCurrency(currency)
            ? toMoneyType(money(minor, currency))
            : null,
      ),
      tender: partWhere([lead.cell("tenderReference")], ([reference]) => reference !== null, {
        reference: column(lead.cell("tenderReference")),
        issuer: column(lead.cell("tenderIssuer")),
        dueOn: column(lead.cell("tenderDueOn")),
      }),
      customFields: value(
        [lead.cell("customFields"), lead.cell("acceptedAt")],
        ([answers, acceptedAt], { caller }) =>
          answers
            .filter(({ isPersonal }) => !isPersonal || seesPersons(acceptedAt, caller))
            .map(({ key, type, values }) => ({
              key,
              type,
              value: type === "MULTI_CHOICE" ? null : (values[0] ?? null),
              values,
            })),
      ),
      program: one("Program", { id: "programId" }),
      form: one("ProgramForm", { programId: "programId", number: "formNumber" }),
      termsNumber: column(lead.cell("termsNumber")),
      owner: value([lead.cell("ownerId"), lead.cell("ownerName")], ([ownerId, displayName]) =>
        ownerId === null || displayName === null ? null : { id: idOf("mem", ownerId), displayName },
      ),
      reasonCode: column(lead.cell("reasonCode")),
      revisitOn: column(lead.cell("revisitOn")),
      actions: value(
        [lead.cell("stage"), lead.cell("stageEnteredAt"), lead.cell("undoTo"), zoneOfClosed],
        ([stage, enteredAt, undoTo, timeZone], { caller, at }) =>
          actionsFor(
            { stage, stageEnteredAt: new Date(enteredAt), undoTo, timeZone },
            caller,
            moves,
            at,
          ),
      ),
      origin: column(lead.cell("origin")),
      cycle: column(lead.cell("cycle")),
      version: column(lead.cell("version")),
      createdAt: column(lead.cell("createdAt")),
      updatedAt: column(lead.cell("updatedAt")),
      partner: one("Partner", { id: "partnerId" }),
      corrections: page("CorrectionProposal", { partnerId: "partnerId", leadId: "id" }, [
        descending("proposedAt"),
        descending("id"),
      ]),
      evidence: page("Evidence", { partnerId: "partnerId", leadId: "id" }, [
        ascending("submittedAt"),
        ascending("id"),
      ]),
      timeline: page("LeadEvent", { partnerId: "partnerId", leadId: "id" }, [ascending("seq")]),
    },
  };
}
