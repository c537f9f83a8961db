import type { Refusal } from "../../kernel/index.ts";
import { idOf, refuse } from "../../kernel/index.ts";

import type { CriteriaVersion, Criterion } from "./criterion.ts";
import { countsUntil } from "./lead-assessment.ts";
import type { LeadAssessment } from "./lead-assessment.ts";

/** A criterion with all that says when it is met. */
export interface AskedCriterion extends Criterion {
  readonly guidance: string;
  readonly evidence: string | null;
}

/** Criteria as they are told of where others take their place. */
export interface NamedCriteria extends Pick<
  CriteriaVersion,
  "id" | "number" | "minPoints" | "minFit"
> {
  readonly setId: string;
  /** That of its set. */
  readonly name: string;
  readonly criteria: readonly AskedCriterion[];
}

/**
 * A version that counts for its lead no more: says which one does, what is different in it, and why
 * an assessment that was opened under the old one is of no use. `current` is null where none counts.
 */
export function refuseOutdated(
  named: NamedCriteria,
  current: NamedCriteria | null,
  open: LeadAssessment | null,
): Refusal {
  const which = `Criteria version ${named.number} of “${named.name}” is not the one that counts for this lead now`;
  const late =
    open?.criteriaVersionId === named.id
      ? ` The open assessment was opened under it on ${dayOf(open.openedAt)} and could be finished until ${dayOf(countsUntil(open.openedAt))}.`
      : "";
  if (!current)
    return refuse("CRITERIA_OUTDATED", `${which}, and no others count.${late}`, {
      path: ["criteriaVersionId"],
    });
  const id = idOf("crt", current.id);
  const differences = named.setId === current.setId ? changesTo(named, current) : [];
  const changed = differences.length > 0 ? ` ${differences.join(" ")}` : "";
  return refuse(
    "CRITERIA_OUTDATED",
    `${which}: version ${current.number} of “${current.name}” is (${id}).${late}${changed} Judge the lead under that.`,
    { path: ["criteriaVersionId"], details: { criteriaVersionId: id } },
  );
}

/** What is different in later criteria of the same set, in sentences. */
function changesTo(before: NamedCriteria, after: NamedCriteria): readonly string[] {
  const keyed = (all: readonly AskedCriterion[]) => new Map(all.map((each) => [each.key, each]));
  const [old, now] = [keyed(before.criteria), keyed(after.criteria)];
  const added = after.criteria.filter(({ key }) => !old.has(key));
  const gone = before.criteria.filter(({ key }) => !now.has(key));
  const changed = after.criteria.filter((each) => {
    const was = old.get(each.key);
    return was !== undefined && ASKED.some((property) => was[property] !== each[property]);
  });
  const labels = (all: readonly Criterion[]) => all.map(({ label }) => label).join(", ");
  return [
    ...(added.length > 0 ? [`It asks besides: ${labels(added)}.`] : []),
    ...(gone.length > 0 ? [`It asks no more: ${labels(gone)}.`] : []),
    ...(changed.length > 0 ? [`It asks otherwise: ${labels(changed)}.`] : []),
    ...(before.minPoints === after.minPoints && before.minFit === after.minFit
      ? []
      : ["It asks for other sums."]),
  ];
}

/** What makes a criterion another question, or weigh otherwise. */
const ASKED = ["label", "guidance", "evidence", "required", "weight", "axis", "condition"] as const;

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
