import type { Refusal, TaxFormId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

/** What is said of another's form, and of none. */
export const taxFormNotThere = (id: TaxFormId): Refusal =>
  refuse("NOT_FOUND", `There is no tax form ${id}.`, { path: ["taxFormId"] });
