import { column, id, part, tableOf, value } from "../../platform/reading/index.ts";
import type { Fields, Source } from "../../platform/reading/index.ts";
import { ContactRow } from "../store/contact.row.ts";

import { isMasked, masked, maskedEmail } from "./masking.ts";

const person = tableOf(ContactRow);

/** A person, wherever its row comes from: who may not know persons sees that there is one. */
export const contactFieldsOf = (contact: typeof person): Fields => ({
  id: id("cnt", contact.cell("id")),
  name: value([contact.cell("name")], ([name], { caller }) =>
    isMasked(caller) ? masked(name) : name,
  ),
  email: value([contact.cell("email")], ([email], { caller }) =>
    isMasked(caller) ? maskedEmail(email) : email,
  ),
  phone: value([contact.cell("phone")], ([phone], { caller }) =>
    phone !== null && isMasked(caller) ? masked(phone) : phone,
  ),
  jobTitle: column(contact.cell("jobTitle")),
  buyingRole: column(contact.cell("buyingRole")),
  isPrimary: column(contact.cell("isPrimary")),
  consent: part({
    basis: column(contact.cell("consentBasis")),
    obtainedAt: column(contact.cell("consentObtainedAt")),
    source: value([contact.cell("consentSource")], ([source], { caller }) =>
      isMasked(caller) ? null : source,
    ),
  }),
});

export const contactReads: Source = {
  type: "Contact",
  table: person,
  isPartners: true,
  fields: contactFieldsOf(person),
};
