import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { AddContact } from "../add-contact.ts";
import type { BuyingRole } from "../domain/contacts.ts";
import { readPatch } from "../domain/patch.ts";
import { readConsent, readPerson } from "../domain/registration.ts";
import type { NameContact } from "../remove-contact.ts";
import type { UpdateContact } from "../update-contact.ts";

import { ContactPatch } from "./correction.input.ts";
import { BuyingRoleEnum } from "./lead-enums.ts";
import { ConsentInput, ContactInput } from "./lead.input.ts";
import { MoveLeadFields, readMove } from "./move.input.ts";

@InputType("AddContactInput", { description: "A person whom a partner adds to a lead" })
export class AddContactInput extends MoveLeadFields {
  @Field(() => ContactInput, { description: "The person; a phone number with its country code" })
  contact: ContactInput;
}

/** What an input about one contact of a lead has besides. */
@InputType()
abstract class NameContactFields extends MoveLeadFields {
  @Field(() => ID, { description: "The contact, cnt_…" })
  contactId: string;
}

@InputType("UpdateContactInput", {
  description: "Changes of a person of a lead: what is left out stays, null clears",
})
export class UpdateContactInput extends NameContactFields {
  @Field(() => ContactPatch, {
    nullable: true,
    description: "Changes of the person; a phone number with its country code",
  })
  contact?: ContactPatch | null;

  @Field(() => BuyingRoleEnum, {
    nullable: true,
    description: "What part the person has in the buying; null clears",
  })
  buyingRole?: BuyingRole | null;

  @Field(() => ConsentInput, {
    nullable: true,
    description: "On what ground the data may be passed on, where that is another one now",
  })
  consent?: ConsentInput | null;
}

@InputType("RemoveContactInput", { description: "A person whom a partner takes off a lead" })
export class RemoveContactInput extends NameContactFields {}

@InputType("SetPrimaryContactInput", { description: "Who becomes a lead's primary contact" })
export class SetPrimaryContactInput extends NameContactFields {}

export function readAddContact(reader: InputReader, input: AddContactInput, now: Date): AddContact {
  const person = readPerson(reader, ["contact"], input.contact, { country: null, now });
  return { ...readMove(reader, input), person };
}

export function readNameContact(reader: InputReader, input: NameContactFields): NameContact {
  return {
    ...readMove(reader, input),
    contactId: reader.id(["contactId"], "cnt", input.contactId),
  };
}

export function readUpdateContact(
  reader: InputReader,
  input: UpdateContactInput,
  now: Date,
): UpdateContact {
  const { consent, buyingRole } = input;
  return {
    ...readNameContact(reader, input),
    patch: readPatch(reader, { contact: input.contact ?? null }),
    buyingRole,
    consent: consent ? readConsent(reader, ["consent"], consent, now) : undefined,
  };
}
