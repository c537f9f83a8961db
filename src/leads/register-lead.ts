import type { EventId, LeadId, PartnerId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Actor, Call, Done, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { ALL_LINES } from "../products/index.ts";

import { decideRegistration, matchKeysOf, nothingInTheWay } from "./domain/register.ts";
import type { ProgramRules, RegistrationFacts, RegistrationIds } from "./domain/register.ts";
import type { RegisterLead } from "./domain/registration.ts";
import { holdAnswers, keepAnswers } from "./registration-answers.ts";
import type { AnsweredFacts, AnswerRegistrations } from "./registration-answers.ts";
import type { KnownPrograms } from "./store/program-rules.ts";
import { queueRegistrations } from "./store/registration-store.ts";
import { insistOnStanding, readStandings } from "./store/standing-store.ts";
import type { StandingQuery } from "./store/standing-store.ts";

export interface RegisterLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
  /** True for domains where anybody can have a mailbox: they identify no company. */
  readonly isFreeMail: (domain: string) => boolean;
  /** Assumed to be as they were, and insisted on; null assumes nothing. */
  readonly programs: KnownPrograms | null;
  /** Left out where registrations bring no answers to questionnaires. */
  readonly answering?: AnswerRegistrations;
}

export interface LeadRegisteredOutcome extends Outcome {
  readonly kind: "LeadRegistered" | "LeadAlreadyRegistered";
  readonly leadId: LeadId;
  /** Null where the lead was there before: nothing happened to it. */
  readonly eventId: EventId | null;
}

/**
 * A partner registers a lead. The claim counts from the call's instant; matching against others
 * is queued in the same transaction and told to nobody. Refuses a duplicate of the partner's own
 * lead, and answers with the existing lead where the external reference and content are the same.
 *
 * Mostly nothing stands in the way: that is assumed first, and takes one round trip. Where it does
 * not hold the facts are read, and the same decider says what they mean.
 */
export const registerLead = (deps: RegisterLeadDeps) => (call: Call<RegisterLead>) => {
  const { command, fingerprint } = call;
  const { partnerId } = call.actor;
  if (partnerId === null || call.actor.id === null)
    return once<RegisterLead, LeadRegisteredOutcome>(deps.database, call, onlyPartners);
  return register(deps, call, { partnerId, command, hash: fingerprint });
};

/** What is registered, and for whom. */
export interface Registration {
  readonly partnerId: PartnerId;
  readonly command: RegisterLead;
  readonly hash: Buffer;
}

/** Registers a lead for a partner in one round trip, or in the longer way. */
export function register<Command>(
  deps: RegisterLeadDeps,
  call: Call<Command>,
  { partnerId, command, hash }: Registration,
): Promise<Done<LeadRegisteredOutcome> | Refusal> {
  const ids = registrationIds(deps, command, { at: call.at, partnerId, actor: call.actor });
  const query = standingQuery(command, ids, hash);
  const decide = (
    tx: Transaction,
    { facts, held }: AnsweredFacts,
  ): LeadRegisteredOutcome | Refusal => {
    const decided = decideRegistration(command, facts, ids);
    if (isRefusal(decided)) return decided;
    const { kind, leadId } = decided;
    if (kind === "LeadAlreadyRegistered")
      return { kind, leadId, eventId: null, subjects: [leadId] };
    queueRegistrations(deps.database, tx, [{ registered: decided, hash }]);
    keepAnswers(deps, tx, [{ registered: decided, held }]);
    return { kind, leadId, eventId: decided.eventId, subjects: [leadId, decided.eventId] };
  };
  const known = deps.programs?.find(command.programId) ?? null;
  const assumed =
    known && nothingInTheWay(known.rules, known.terms, linesAssumed(command, known.rules));
  return once<Command, LeadRegisteredOutcome>(
    deps.database,
    call,
    async (tx) => {
      const [standing] = await readFacts(deps, tx, [query]);
      if (!standing) throw new Error("a registration stands nowhere");
      const [answered] = await holdAnswers(deps, tx, [{ command, facts: standing }], call.at);
      return decide(tx, answered ?? { facts: standing, held: null });
    },
    // answers are held against a questionnaire that has to be read
    assumed === null || command.answers.length > 0
      ? undefined
      : (tx) => {
          insistOnStanding(tx, query, assumed);
          return decide(tx, { facts: assumed, held: null });
        },
  );
}

/** Reads what registrations of one partner depend on, and remembers what the programs were. */
export async function readFacts(
  deps: Pick<RegisterLeadDeps, "programs">,
  tx: Transaction,
  queries: readonly StandingQuery[],
): Promise<readonly RegistrationFacts[]> {
  const facts = await readStandings(tx, queries);
  for (const { program, terms } of facts)
    if (program) deps.programs?.remember({ rules: program, terms: terms?.number ?? null });
  return facts;
}

/** What is asked for stands mostly as it is; where nothing is, all that the program takes. */
const linesAssumed = ({ productLineIds }: RegisterLead, program: ProgramRules) =>
  productLineIds.length === 0 ? (program.productLineIds ?? [ALL_LINES]) : productLineIds;

/** New ids, and what is known of a registration before it is looked at. */
export function registrationIds(
  deps: RegisterLeadDeps,
  command: RegisterLead,
  by: { readonly at: Date; readonly partnerId: PartnerId; readonly actor: Actor },
): RegistrationIds {
  if (by.actor.id === null) throw new Error("somebody registers a lead");
  return {
    leadId: deps.newId("lead"),
    contactId: deps.newId("cnt"),
    otherContactIds: command.otherContacts.map(() => deps.newId("cnt")),
    eventId: deps.newId("evt"),
    partnerId: by.partnerId,
    actorKind: by.actor.kind,
    actorId: by.actor.id,
    byVendor: by.actor.partnerId === null,
    at: by.at,
    keys: matchKeysOf(command, deps.isFreeMail),
  };
}

/** What is asked of the partner's own rows before a registration. */
export function standingQuery(
  command: RegisterLead,
  { partnerId, keys, at }: RegistrationIds,
  hash: Buffer,
): StandingQuery {
  return {
    partnerId,
    programId: command.programId,
    productLineIds: command.productLineIds,
    externalReference: command.externalReference,
    registrationHash: hash,
    emailKeys: keys.emailKeys,
    companyKeys: keys.companyKeys,
    at,
  };
}

export async function onlyPartners() {
  return refuse("FORBIDDEN", "Leads are registered by a partner's own members and API keys.");
}
