import type {
  ContactId,
  EventId,
  LeadId,
  PartnerId,
  ProductLineId,
  ProgramId,
  Refusal,
} from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { companyKeys, emailKey, foldName } from "./match-keys.ts";
import type { NamedCompany } from "./match-keys.ts";
import type { RegisterLead } from "./registration.ts";

/** The keys by which a lead is recognised again. */
export interface MatchKeys {
  readonly emailKey: string;
  /** Those of all its contacts, the primary one's first. */
  readonly emailKeys: readonly string[];
  /** Empty where nothing tells the company. */
  readonly companyKeys: readonly string[];
  readonly foldedName: string;
}

export function matchKeysOf(
  command: {
    readonly company: NamedCompany;
    readonly contact: { readonly email: string };
    readonly otherContacts: readonly { readonly email: string }[];
  },
  isFreeMail: (domain: string) => boolean,
): MatchKeys {
  return {
    emailKey: emailKey(command.contact.email),
    emailKeys: [command.contact, ...command.otherContacts].map(({ email }) => emailKey(email)),
    companyKeys: companyKeys(command.company, command.contact.email, isFreeMail),
    foldedName: foldName(command.company.name),
  };
}

/** What the partner's own rows say: whether it may register, and what it has registered before. */
export interface RegistrationFacts {
  readonly partnerState: string | null;
  readonly programId: ProgramId | null;
  readonly referenced: { readonly leadId: LeadId; readonly isSame: boolean } | null;
  readonly sameEmail: LeadId | null;
  /** A lead for the same company whose product lines overlap with these. */
  readonly sameCompany: LeadId | null;
  /** The product lines that it is about; null where one of them is not to be had. */
  readonly scope: readonly ProductLineId[] | null;
  /** Those that overlap with them; null for all. */
  readonly touching: readonly ProductLineId[] | null;
}

/** What is found where nothing stands in the way: what a registration mostly finds. */
export function nothingInTheWay(
  programId: ProgramId,
  scope: readonly ProductLineId[],
): RegistrationFacts {
  return {
    partnerState: "ACTIVE",
    programId,
    referenced: null,
    sameEmail: null,
    sameCompany: null,
    scope,
    touching: null,
  };
}

/** The event: all that is to be written. */
export interface LeadRegistered {
  readonly kind: "LeadRegistered";
  readonly leadId: LeadId;
  readonly contactId: ContactId;
  readonly otherContactIds: readonly ContactId[];
  readonly eventId: EventId;
  readonly partnerId: PartnerId;
  readonly programId: ProgramId;
  readonly productLineIds: readonly ProductLineId[];
  readonly actorKind: string;
  readonly actorId: string;
  readonly at: Date;
  readonly keys: MatchKeys;
  readonly command: RegisterLead;
}

/** The same lead was registered before under its external reference; there is nothing to write. */
export interface LeadAlreadyRegistered {
  readonly kind: "LeadAlreadyRegistered";
  readonly leadId: LeadId;
}

export type RegistrationIds = Pick<
  LeadRegistered,
  | "leadId"
  | "contactId"
  | "otherContactIds"
  | "eventId"
  | "partnerId"
  | "actorKind"
  | "actorId"
  | "at"
  | "keys"
>;

/**
 * Whether the partner may register this. It looks at the partner's own leads alone: whatever
 * others hold, the answer is the same.
 */
export function decideRegistration(
  command: RegisterLead,
  facts: RegistrationFacts,
  ids: RegistrationIds,
): LeadRegistered | LeadAlreadyRegistered | Refusal {
  if (facts.partnerState !== "ACTIVE") {
    return refuse(
      "BUSINESS_RULE",
      "Only an active partner can register leads; ask your channel manager.",
    );
  }
  if (facts.referenced?.isSame) {
    return { kind: "LeadAlreadyRegistered", leadId: facts.referenced.leadId };
  }
  if (facts.referenced) return referenceInUse(command, facts.referenced.leadId);
  if (facts.programId === null) {
    return refuse("NOT_FOUND", "There is no such program, or you are not enrolled in it.", {
      path: ["programId"],
    });
  }
  if (facts.scope === null) return noSuchLines();
  const duplicate = facts.sameEmail ?? facts.sameCompany;
  if (duplicate !== null) return duplicateOf(duplicate, facts);
  return {
    kind: "LeadRegistered",
    ...ids,
    programId: facts.programId,
    productLineIds: facts.scope,
    command,
  };
}

/** Also where a line is there and another program's: what that sells is told by its own. */
export function noSuchLines(): Refusal {
  return refuse(
    "NOT_FOUND",
    "One of the product lines is not there, is sold no more, or is not the program's.",
    { path: ["productLineIds"] },
  );
}

function referenceInUse(command: RegisterLead, existingLeadId: LeadId): Refusal {
  return refuse(
    "EXTERNAL_REFERENCE_IN_USE",
    `Your lead ${existingLeadId} carries the external reference "${command.externalReference}" with other content; use another reference, or change that lead.`,
    { path: ["externalReference"], details: { existingLeadId, matchedOn: [] } },
  );
}

function duplicateOf(existingLeadId: LeadId, facts: RegistrationFacts): Refusal {
  const matchedOn = [
    ...(facts.sameEmail === existingLeadId ? ["EMAIL"] : []),
    ...(facts.sameCompany === existingLeadId ? ["COMPANY"] : []),
  ];
  const what = facts.sameEmail === existingLeadId ? "this person" : "this company";
  return refuse(
    "DUPLICATE_LEAD",
    `Your lead ${existingLeadId} for ${what} is still open; continue there instead of registering it again.`,
    {
      path: facts.sameEmail === existingLeadId ? ["contact", "email"] : ["company"],
      details: { existingLeadId, matchedOn },
    },
  );
}

/** A closed lead cannot come back where its partner went on with another one. */
export function registeredAgain(existingLeadId: LeadId): Refusal {
  return refuse(
    "DUPLICATE_LEAD",
    `Its partner has registered the prospect again since, as ${existingLeadId}; go on with that lead.`,
    { details: { existingLeadId, matchedOn: [] } },
  );
}
