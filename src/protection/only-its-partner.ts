import type { Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

/** Some things are a partner's own to say of its lead, whoever else holds the scope. */
export function onlyItsPartner(done: string): Refusal {
  return refuse("FORBIDDEN", `That is ${done} by the lead's own partner, not by the vendor.`);
}
