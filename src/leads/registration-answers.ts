import type {
  CriteriaVersionId,
  GivenAnswer,
  LeadId,
  LeadKind,
  PartnerId,
  ProductLineId,
  ProgramId,
  QuestionAnswer,
  Refusal,
} from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { LeadRegistered, RegistrationFacts } from "./domain/register.ts";
import type { RegisterLead } from "./domain/registration.ts";

/** As what a registration with answers would be registered: by that its questionnaire is found. */
export interface AnsweringRegistration {
  readonly programId: ProgramId;
  readonly kind: LeadKind;
  readonly productLineIds: readonly ProductLineId[];
  readonly answers: readonly GivenAnswer[];
}

/** Answers that the questionnaire takes which counts for their lead. */
export interface HeldAnswers {
  readonly criteriaVersionId: CriteriaVersionId;
  readonly answers: readonly QuestionAnswer[];
}

export interface KeptAnswers extends HeldAnswers {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

/** What is done with the answers that registrations bring, by whoever keeps questionnaires. */
export interface AnswerRegistrations {
  /** Holds the answers of each against the questionnaire that counts for it, in their order. */
  readonly hold: (
    tx: Transaction,
    registrations: readonly AnsweringRegistration[],
    at: Date,
  ) => Promise<readonly (HeldAnswers | Refusal)[]>;
  /** Queues answers behind the leads that they came with. */
  readonly keep: (tx: Transaction, answers: readonly KeptAnswers[]) => void;
}

/** A registration with what is known of it, and the answers that hold; null where it brings none. */
export interface AnsweredFacts {
  readonly facts: RegistrationFacts;
  readonly held: HeldAnswers | null;
}

/** What registrations answer is held against questionnaires, before anything of them is decided. Asks nothing where none answers. */
export async function holdAnswers(
  { answering }: { readonly answering?: AnswerRegistrations },
  tx: Transaction,
  rows: readonly { readonly command: RegisterLead; readonly facts: RegistrationFacts }[],
  at: Date,
): Promise<readonly AnsweredFacts[]> {
  const asked = rows.flatMap(({ command, facts }, index) => {
    const { program, scope } = facts;
    if (command.answers.length === 0 || program === null || scope === null) return [];
    const { kind, answers } = command;
    return [{ index, of: { programId: program.id, kind, productLineIds: scope, answers } }];
  });
  if (asked.length === 0) return rows.map(({ facts }) => ({ facts, held: null }));
  if (!answering) throw new Error("nobody here keeps answers to questionnaires");
  const results = await answering.hold(
    tx,
    asked.map(({ of }) => of),
    at,
  );
  const found = new Map(asked.map(({ index }, place) => [index, results[place]]));
  return rows.map(({ facts }, index) => {
    const result = found.get(index) ?? null;
    if (isRefusal(result)) return { facts: { ...facts, answersRefused: result }, held: null };
    return { facts, held: result };
  });
}

/** Queues what leads were registered with. */
export function keepAnswers(
  { answering }: { readonly answering?: AnswerRegistrations },
  tx: Transaction,
  leads: readonly { readonly registered: LeadRegistered; readonly held: HeldAnswers | null }[],
): void {
  const kept = leads.flatMap(({ registered, held }) => {
    if (held === null) return [];
    const { leadId, partnerId, at, actorId: by } = registered;
    return [{ ...held, leadId, partnerId, at, by }];
  });
  if (kept.length > 0) answering?.keep(tx, kept);
}
