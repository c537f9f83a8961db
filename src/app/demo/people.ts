import type { Role } from "../../identity/index.ts";

/** The demo's firms and people. Names are made up; addresses end in .example, which nobody owns. */
export interface DemoPartner {
  readonly name: string;
  readonly tier: "Registered" | "Silver" | "Gold";
  readonly country: string;
  readonly mailDomain: string;
  readonly admin: string;
  readonly member: string;
}

export const DEMO_TIERS = ["Registered", "Silver", "Gold"] as const;

export const DEMO_PARTNERS: readonly DemoPartner[] = [
  {
    name: "Alder Systems",
    tier: "Gold",
    country: "DE",
    mailDomain: "alder.example",
    admin: "Ada Brandt",
    member: "Jonas Keller",
  },
  {
    name: "Birch & Sons",
    tier: "Gold",
    country: "GB",
    mailDomain: "birch.example",
    admin: "Oliver Reed",
    member: "Priya Shah",
  },
  {
    name: "Cedar Consulting",
    tier: "Silver",
    country: "FR",
    mailDomain: "cedar.example",
    admin: "Chloé Martin",
    member: "Hugo Petit",
  },
  {
    name: "Dogwood Digital",
    tier: "Silver",
    country: "US",
    mailDomain: "dogwood.example",
    admin: "Grace Miller",
    member: "Diego Torres",
  },
  {
    name: "Elm Partners",
    tier: "Registered",
    country: "NL",
    mailDomain: "elm.example",
    admin: "Sanne de Vries",
    member: "Bram Visser",
  },
];

/** The vendor's staff: one person for each role. */
export const DEMO_STAFF: readonly { readonly role: Role; readonly name: string }[] = [
  { role: "SALES_REP", name: "Rosa Fischer" },
  { role: "SALES_MANAGER", name: "Marcus Webb" },
  { role: "CHANNEL_MANAGER", name: "Lena Okafor" },
  { role: "MARKETING_OPS", name: "Tomás Silva" },
  { role: "SCORING_ANALYST", name: "Mei Lin" },
  { role: "FINANCE", name: "Ingrid Dahl" },
  { role: "CONTROLLER", name: "Paul Novak" },
  { role: "PRIVACY_OFFICER", name: "Aisha Rahman" },
  { role: "ANALYST", name: "Ben Carter" },
  { role: "ADMIN", name: "Nina Rossi" },
  { role: "AUDITOR", name: "Viktor Lang" },
];

export const VENDOR_MAIL_DOMAIN = "vendor.example";

/** `Chloé Martin` → `chloe.martin@cedar.example` */
export function mailOf(name: string, domain: string): string {
  const mailbox = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z]+/g, ".");
  return `${mailbox}@${domain}`;
}
