import { disposableEmailBlocklistSet } from "disposable-email-domains-js";

import { registrableDomain } from "../leads/index.ts";

const domains = disposableEmailBlocklistSet();

/** True for domains of services that give mailboxes for throwing away. */
export const isDisposable = (domain: string): boolean =>
  domains.has(domain) || domains.has(registrableDomain(domain) ?? "");
