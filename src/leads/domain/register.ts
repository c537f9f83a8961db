import type {
  ContactId,
  EventId,
  LeadId,
  PartnerId,
  ProductLineId,
  ProgramId,
  Refusal,
  RegistrationForm,
} from "../../kernel/index.ts";
import { allOf, refuse, refuseAll } from "../../kernel/index.ts";

import { answer } from "./custom-fields.ts";
import type { CustomValue } from "./custom-fields.ts";
import { companyKeys, emailKey, foldName } from "./match-keys.ts";
import type { NamedCompany } from "./match-keys.ts";
import type { RegisterLead } from "./registration.ts";
import { missingIn } from "./required-fields.ts";

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

/** What a program takes, and what it asks for. */
export interface ProgramRules {
  readonly id: ProgramId;
  readonly isDefault: boolean;
  readonly version: number;
  readonly kinds: readonly string[];
  /** That its leads may name; null for all. */
  readonly productLineIds: readonly ProductLineId[] | null;
  readonly form: RegistrationForm;
}

/** How many leads a partner may have and register, by its tier; null where it is any number. */
export interface LeadLimits {
  readonly openLeads: number | null;
  readonly leadsPerDay: number | null;
}

/** How many leads a partner has open, and has registered today in the program's zone. */
export interface LeadCounts {
  readonly openLeads: number;
  readonly leadsToday: number;
}

/** What the partner's own rows say: whether it may register, and what it has registered before. */
export interface RegistrationFacts {
  readonly partnerState: string | null;
  readonly program: ProgramRules | null;
  readonly isEnrolled: boolean;
  /** The terms that must be accepted; null where none need to be. */
  readonly terms: { readonly number: number; readonly isAccepted: boolean } | null;
  readonly limits: LeadLimits;
  /** Counted where there are limits. */
  readonly counts: LeadCounts;
  readonly referenced: { readonly leadId: LeadId; readonly isSame: boolean } | null;
  readonly sameEmail: LeadId | null;
  /** A lead for the same company whose product lines overlap with these. */
  readonly sameCompany: LeadId | null;
  /** The product lines that it is about; null where one of them is not to be had. */
  readonly scope: readonly ProductLineId[] | null;
  /** Those that overlap with them; null for all. */
  readonly touching: readonly ProductLineId[] | null;
  /** What is wrong with its answers to the questionnaire, where something is. */
  readonly answersRefused?: Refusal;
}

/** What is found where nothing stands in the way: what a registration mostly finds. */
export function nothingInTheWay(
  program: ProgramRules,
  terms: number | null,
  scope: readonly ProductLineId[],
): RegistrationFacts {
  return {
    partnerState: "ACTIVE",
    program,
    isEnrolled: true,
    terms: terms === null ? null : { number: terms, isAccepted: true },
    limits: { openLeads: null, leadsPerDay: null },
    counts: { openLeads: 0, leadsToday: 0 },
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
  readonly formNumber: number;
  readonly customFields: readonly CustomValue[];
  readonly termsNumber: number | null;
  readonly actorKind: string;
  readonly actorId: string;
  /** True where the vendor registers for the partner. */
  readonly byVendor: boolean;
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
  | "byVendor"
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
  if (facts.partnerState === null && ids.byVendor) {
    return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
  }
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
  const { program, terms } = facts;
  if (program === null || !facts.isEnrolled) {
    return refuse("NOT_FOUND", "There is no such program, or you are not enrolled in it.", {
      path: ["programId"],
    });
  }
  if (terms?.isAccepted === false) return termsNotAccepted(program.id, terms.number);
  const answered = answer(program.form, command.customFields);
  const asked = refuseAll([
    ...kindNotTaken(command, program),
    ...missingIn(program.form, command),
    ...answered.problems,
    ...answersStopped(command, facts, ids),
  ]);
  if (asked) return asked;
  if (facts.scope === null) return noSuchLines();
  const duplicate = facts.sameEmail ?? facts.sameCompany;
  if (duplicate !== null) return duplicateOf(duplicate, facts);
  const tooMany = refuseTooMany(facts);
  if (tooMany) return tooMany;
  return {
    kind: "LeadRegistered",
    ...ids,
    programId: program.id,
    formNumber: program.form.number,
    customFields: answered.values,
    termsNumber: terms?.number ?? null,
    productLineIds: facts.scope,
    command,
  };
}

/** Also where a line is there and another program's: what that sells is told by its own. */
export function noSuchLines(): Refusal {
  return refuse(
    "NOT_FOUND",
    "One of the product lines is not there, is sold no more, or is none of those that the program takes (Program.productLines).",
    { path: ["productLineIds"] },
  );
}

function kindNotTaken({ kind }: RegisterLead, { kinds }: ProgramRules): readonly Refusal[] {
  if (kinds.includes(kind)) return [];
  const words = `kind ${kind} is not taken by this program; it takes ${kinds.join(", ")}`;
  return [refuse("BUSINESS_RULE", words, { path: ["kind"] })];
}

/** Each side answers for itself: the vendor gives no answers in a partner's name. */
function answersStopped(
  { answers }: RegisterLead,
  { answersRefused }: RegistrationFacts,
  { byVendor }: RegistrationIds,
): readonly Refusal[] {
  if (answers.length > 0 && byVendor)
    return [
      refuse(
        "BUSINESS_RULE",
        "A partner answers the questionnaire of its leads itself, with registerLead or answerQuestionnaire: leave the answers out.",
        { path: ["answers"] },
      ),
    ];
  return answersRefused ? allOf(answersRefused) : [];
}

function termsNotAccepted(programId: ProgramId, termsNumber: number): Refusal {
  return refuse(
    "TERMS_NOT_ACCEPTED",
    `Version ${termsNumber} of the program's terms is in force, and the partner has not accepted it yet: it reads it at Program.termsInForce and sends acceptTerms.`,
    { details: { programId, termsNumber } },
  );
}

function refuseTooMany({ limits, counts }: RegistrationFacts): Refusal | null {
  const { openLeads, leadsPerDay } = limits;
  if (openLeads !== null && counts.openLeads >= openLeads)
    return refuse(
      "LIMIT_EXCEEDED",
      `A partner of this tier has up to ${openLeads} open leads at once, and this one has ${counts.openLeads}: more are registered once some are closed.`,
      { details: { limit: openLeads, count: counts.openLeads } },
    );
  if (leadsPerDay !== null && counts.leadsToday >= leadsPerDay)
    return refuse(
      "LIMIT_EXCEEDED",
      `A partner of this tier registers up to ${leadsPerDay} leads a day, and this one has registered ${counts.leadsToday} today: it goes on tomorrow, by the program's clock.`,
      { details: { limit: leadsPerDay, count: counts.leadsToday } },
    );
  return null;
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
