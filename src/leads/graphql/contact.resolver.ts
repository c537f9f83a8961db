import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { addContact } from "../add-contact.ts";
import type { MoveLeadDeps } from "../move-lead.ts";
import { removeContact } from "../remove-contact.ts";
import { setPrimaryContact } from "../set-primary-contact.ts";
import { updateContact } from "../update-contact.ts";

import {
  AddContactInput,
  readAddContact,
  readNameContact,
  readUpdateContact,
  RemoveContactInput,
  SetPrimaryContactInput,
  UpdateContactInput,
} from "./contact.input.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";
import { ContactConnection, LeadType } from "./lead.type.ts";

const AddContactPayload = leadPayloadType("AddContactPayload", "addContact");
const UpdateContactPayload = leadPayloadType("UpdateContactPayload", "updateContact");
const RemoveContactPayload = leadPayloadType("RemoveContactPayload", "removeContact");
const SetPrimaryContactPayload = leadPayloadType("SetPrimaryContactPayload", "setPrimaryContact");

/** The persons of a lead. */
@Resolver(() => LeadType)
export class ContactResolver {
  readonly #deps: MoveLeadDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: MoveLeadDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => AddContactPayload, {
    nullable: true,
    description:
      "The partner adds a person to an open lead, up to ten. An address that its own other lead has is refused with a link to that lead",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  addContact(
    @Arg("input", () => AddContactInput, { description: "Which lead, and who" })
    input: AddContactInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = (reader: InputReader, given: AddContactInput) =>
      readAddContact(reader, given, context.at);
    return this.#mutations.run(context, info, input, read, addContact(this.#deps));
  }

  @Mutation(() => UpdateContactPayload, {
    nullable: true,
    description:
      "The partner corrects a person of an open lead. An e-mail address or phone number is the primary contact's to correct with updateLead, and another one's before acceptance",
  })
  @Needs("LEADS_WRITE")
  updateContact(
    @Arg("input", () => UpdateContactInput, { description: "Whom, and what changes" })
    input: UpdateContactInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = (reader: InputReader, given: UpdateContactInput) =>
      readUpdateContact(reader, given, context.at);
    return this.#mutations.run(context, info, input, read, updateContact(this.#deps));
  }

  @Mutation(() => RemoveContactPayload, {
    nullable: true,
    description: "The partner takes a person off a lead in review; the primary contact stays",
  })
  @Needs("LEADS_WRITE")
  removeContact(
    @Arg("input", () => RemoveContactInput, { description: "Whom" }) input: RemoveContactInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#mutations.run(context, info, input, readNameContact, removeContact(this.#deps));
  }

  @Mutation(() => SetPrimaryContactPayload, {
    nullable: true,
    description: "The partner makes another person of an open lead its primary contact",
  })
  @Needs("LEADS_WRITE")
  setPrimaryContact(
    @Arg("input", () => SetPrimaryContactInput, { description: "Whom" })
    input: SetPrimaryContactInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = setPrimaryContact(this.#deps);
    return this.#mutations.run(context, info, input, readNameContact, verb);
  }

  @FieldResolver(() => ContactConnection, {
    nullable: true,
    description:
      "All its contacts, as they were added. None for the vendor until the lead is accepted; masked for auditors",
  })
  @NeedsOneOf("CONTACTS_READ", "AUDIT_READ")
  contacts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
