import type { CreditHoldId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

export const holdNotThere = (id: CreditHoldId): Refusal =>
  refuse("NOT_FOUND", `There is no hold ${id}.`, { path: ["creditHoldId"] });
