import type { IncentiveProgramId, LeadId } from "../../kernel/index.ts";

/** An award that came to nothing, since another lead of the same deal had earned its milestone. */
interface Waiting {
  readonly leadId: LeadId;
  readonly programId: IncentiveProgramId;
  readonly milestone: string;
}

/**
 * Of awards that came to nothing, the earliest first, those that are earned once what stood in their way is taken
 * back: of each program and milestone those of the lead that was there first. A deal's milestones are earned once.
 */
export function nextInLine<Award extends Waiting>(waiting: readonly Award[]): readonly Award[] {
  const first = new Map<string, LeadId>();
  return waiting.filter(({ programId, milestone, leadId }) => {
    const key = `${programId} ${milestone}`;
    const before = first.get(key) ?? leadId;
    first.set(key, before);
    return before === leadId;
  });
}
