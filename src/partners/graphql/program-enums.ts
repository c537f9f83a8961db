import { CUSTOM_FIELD_TYPES, LEAD_KINDS, STANDARD_FIELDS } from "../../kernel/index.ts";
import { describedEnum } from "../../platform/graphql/index.ts";
import { WEEKDAYS } from "../domain/calendar.ts";
import { CONTACT_RULES, EXTENSION_POLICIES, QUALIFIED_BY } from "../domain/program.ts";

export const LeadKindEnum = describedEnum(
  "LeadKind",
  "What sort of business a lead is",
  LEAD_KINDS,
);

export const ContactRuleEnum = describedEnum(
  "ContactRule",
  "Who speaks to a lead's contact first",
  CONTACT_RULES,
);

export const ExtensionPolicyEnum = describedEnum(
  "ExtensionPolicy",
  "How often a protection may be extended",
  EXTENSION_POLICIES,
);

export const QualifiedByEnum = describedEnum(
  "QualifiedBy",
  "Whose assessment makes an SQL",
  QUALIFIED_BY,
);

export const WeekdayEnum = describedEnum("Weekday", "A day of the week", WEEKDAYS);

export const StandardFieldEnum = describedEnum(
  "StandardField",
  "The standard fields of a registration that a form may require",
  Object.fromEntries(
    Object.entries(STANDARD_FIELDS).map(([field, { meaning }]) => [field, meaning]),
  ),
);

export const CustomFieldTypeEnum = describedEnum(
  "CustomFieldKind",
  "What a field of a program's own holds",
  CUSTOM_FIELD_TYPES,
);
