import type { AccountId, Refusal, TargetListId } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** So many accounts one call puts on a list, or takes off it. */
export const MOST_TARGETS = 100;
/** So many accounts one list holds. */
const MOST_ON_A_LIST = 10_000;

/** A list, locked. */
export interface StandingList {
  readonly id: TargetListId;
  readonly version: number;
  readonly isRetired: boolean;
  /** How many accounts are on it. */
  readonly targets: number;
}

const path = ["targetListId"];

export const listNotThere = (id: TargetListId): Refusal =>
  refuse("NOT_FOUND", `There is no list ${id}.`, { path });

/** Why a list cannot change, or null. */
export function refuseRetired({ isRetired }: StandingList): Refusal | null {
  return isRetired
    ? refuse("ALREADY_DONE", "The list was retired: it does not change any more.", { path })
    : null;
}

/** Why so many accounts more do not go onto a list, or null. */
export function refuseFull(list: StandingList, more: number): Refusal | null {
  if (list.targets + more <= MOST_ON_A_LIST) return null;
  return refuse(
    "LIMIT_EXCEEDED",
    `A list holds ${MOST_ON_A_LIST.toLocaleString("en")} accounts: this one has ${list.targets.toLocaleString("en")}.`,
    { path },
  );
}

/** What is told of accounts that are not where they were said to be. */
export function refuseUnknown(
  field: string,
  given: readonly AccountId[],
  known: ReadonlySet<AccountId>,
  so: string,
): Refusal | null {
  const index = given.findIndex((id) => !known.has(id));
  return index < 0 ? null : refuse("NOT_FOUND", `${given[index]} ${so}.`, { path: [field, index] });
}
