import type { Role } from "../../identity/index.ts";

/** The demo's firms and people. Names are made up; addresses end in .example, which nobody owns. */
export interface DemoPartner {
  readonly name: string;
  readonly tier: "Registered" | "Silver" | "Gold";
  readonly country: string;
  readonly town: string;
  /** From the examples of the registry of IBANs: nobody is paid by it. */
  readonly iban: string;
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
    town: "Hamburg",
    iban: "DE89370400440532013000",
    mailDomain: "alder.example",
    admin: "Ada Brandt",
    member: "Jonas Keller",
  },
  {
    name: "Birch & Sons",
    tier: "Gold",
    country: "GB",
    town: "Leeds",
    iban: "GB29NWBK60161331926819",
    mailDomain: "birch.example",
    admin: "Oliver Reed",
    member: "Priya Shah",
  },
  {
    name: "Cedar Consulting",
    tier: "Silver",
    country: "FR",
    town: "Lyon",
    iban: "FR1420041010050500013M02606",
    mailDomain: "cedar.example",
    admin: "Chloé Martin",
    member: "Hugo Petit",
  },
  {
    name: "Dogwood Digital",
    tier: "Silver",
    country: "US",
    town: "Boston",
    iban: "IE29AIBK93115212345678",
    mailDomain: "dogwood.example",
    admin: "Grace Miller",
    member: "Diego Torres",
  },
  {
    name: "Elm Partners",
    tier: "Registered",
    country: "NL",
    town: "Utrecht",
    iban: "NL91ABNA0417164300",
    mailDomain: "elm.example",
    admin: "Sanne de Vries",
    member: "Bram Visser",
  },
];

/** The vendor's staff: one person for each role, and a second controller, since duties are kept apart. */
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
  { role: "CONTROLLER", name: "Sofia Berg" },
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
