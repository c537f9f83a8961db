import type { LeadId, ProductLineId, Refusal } from "../../kernel/index.ts";
import { isRefusal } from "../../kernel/index.ts";

import { decideRegistration } from "./register.ts";
import type {
  LeadAlreadyRegistered,
  LeadRegistered,
  RegistrationFacts,
  RegistrationIds,
} from "./register.ts";
import type { RegisterLead } from "./registration.ts";

/** One of several registrations that come together. */
export interface RegistrationRow {
  readonly command: RegisterLead;
  readonly ids: RegistrationIds;
  /** Of the registration as it was sent: the same reference with another one is refused. */
  readonly hash: Buffer;
  readonly facts: RegistrationFacts;
}

export type RowDecided = LeadRegistered | LeadAlreadyRegistered | Refusal;

/**
 * Decides one row after the other. Each sees what the rows before it register, as if it had been
 * sent after them: the second row with a person or company of the first is its duplicate.
 */
export function decideRegistrations(rows: readonly RegistrationRow[]): readonly RowDecided[] {
  const references = new Map<string, { readonly leadId: LeadId; readonly hash: Buffer }>();
  const emails = new Map<string, LeadId>();
  const companies = new Map<string, readonly ScopedLead[]>();
  let registered = 0;
  return rows.map(({ command, ids, hash, facts }) => {
    const { emailKeys, companyKeys } = ids.keys;
    const reference = command.externalReference;
    const before = reference === null ? undefined : references.get(reference);
    const decided = decideRegistration(
      command,
      {
        ...facts,
        referenced:
          facts.referenced ??
          (before ? { leadId: before.leadId, isSame: before.hash.equals(hash) } : null),
        sameEmail: facts.sameEmail ?? firstOf(emails, emailKeys),
        sameCompany: facts.sameCompany ?? firstOverlapping(companies, companyKeys, facts),
        counts: {
          openLeads: facts.counts.openLeads + registered,
          leadsToday: facts.counts.leadsToday + registered,
        },
      },
      ids,
    );
    if (!isRefusal(decided) && decided.kind === "LeadRegistered") {
      registered += 1;
      if (reference !== null) references.set(reference, { leadId: ids.leadId, hash });
      for (const key of emailKeys) emails.set(key, ids.leadId);
      const scoped = { leadId: ids.leadId, scope: decided.productLineIds };
      for (const key of companyKeys) companies.set(key, [...(companies.get(key) ?? []), scoped]);
    }
    return decided;
  });
}

/** A lead of a row before, with the product lines that it is about. */
interface ScopedLead {
  readonly leadId: LeadId;
  readonly scope: readonly ProductLineId[];
}

function firstOverlapping(
  known: ReadonlyMap<string, readonly ScopedLead[]>,
  keys: readonly string[],
  { touching }: RegistrationFacts,
): LeadId | null {
  for (const key of keys) {
    const found = (known.get(key) ?? []).find(
      ({ scope }) => touching === null || scope.some((line) => touching.includes(line)),
    );
    if (found) return found.leadId;
  }
  return null;
}

function firstOf(known: ReadonlyMap<string, LeadId>, keys: readonly string[]): LeadId | null {
  for (const key of keys) {
    const leadId = known.get(key);
    if (leadId !== undefined) return leadId;
  }
  return null;
}
