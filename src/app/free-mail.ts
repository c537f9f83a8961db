import { createRequire } from "node:module";

const listed: unknown = createRequire(import.meta.url)("email-providers/all.json");
const domains = new Set(
  Array.isArray(listed) ? listed.filter((each) => typeof each === "string") : [],
);

/** True for domains where anybody can have a mailbox: they identify no company. */
export const isFreeMail = (domain: string): boolean => domains.has(domain);
