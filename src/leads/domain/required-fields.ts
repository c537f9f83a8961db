import type { Refusal, RegistrationForm, StandardField } from "../../kernel/index.ts";
import { InputReader, STANDARD_FIELDS } from "../../kernel/index.ts";

import type { RegisterLead } from "./registration.ts";

const VALUE_OF: Readonly<Record<StandardField, (lead: RegisterLead) => unknown>> = {
  EXTERNAL_REFERENCE: (lead) => lead.externalReference,
  CAMPAIGN: (lead) => lead.campaign,
  NOTES: (lead) => lead.notes,
  ESTIMATED_VALUE: (lead) => lead.estimatedValue,
  COMPANY_DOMAIN: (lead) => lead.company.domain,
  COMPANY_COUNTRY: (lead) => lead.company.country,
  COMPANY_TAX_ID: (lead) => lead.company.taxId,
  CONTACT_PHONE: (lead) => lead.contact.phone,
  CONTACT_JOB_TITLE: (lead) => lead.contact.jobTitle,
  CONTACT_BUYING_ROLE: (lead) => lead.contact.buyingRole,
  CONSENT_OBTAINED_AT: (lead) => lead.contact.consentObtainedAt,
  CONSENT_SOURCE: (lead) => lead.contact.consentSource,
};

/** The standard fields that a form requires and a registration leaves out, each with its path. */
export function missingIn(
  { required }: Pick<RegistrationForm, "required">,
  lead: RegisterLead,
): readonly Refusal[] {
  const reader = new InputReader();
  for (const field of required)
    if (VALUE_OF[field](lead) === null)
      reader.report(STANDARD_FIELDS[field].path, "is missing: the program's form requires it");
  return reader.problems;
}
