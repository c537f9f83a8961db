import { seededChance } from "./random.ts";

/** How far a demo lead gets. */
export const ENDINGS = [
  "SUBMITTED",
  "WITHDRAWN",
  "REJECTED",
  "RECYCLED",
  "SAL",
  "SQL",
  "DISQUALIFIED",
  "OPPORTUNITY",
  "WON",
  "LOST",
] as const;
export type Ending = (typeof ENDINGS)[number];

/** One lead of the demo: what is registered, when, and where it ends. */
export interface DemoLead {
  readonly number: number;
  /** Which of the demo's partners registers it. */
  readonly partner: number;
  readonly company: string;
  readonly domain: string;
  readonly country: string;
  readonly contact: string;
  readonly jobTitle: string;
  readonly campaign: string;
  readonly valueMinor: bigint;
  /** Days before the demo's today. */
  readonly daysAgo: number;
  readonly ending: Ending;
}

const FIRST = [
  "Northwind",
  "Lakeside",
  "Summit",
  "Harbor",
  "Prairie",
  "Granite",
  "Orchard",
  "Beacon",
  "Juniper",
  "Atlas",
  "Meridian",
  "Willow",
  "Falcon",
  "Cobalt",
  "Amber",
  "Pioneer",
  "Crescent",
  "Redwood",
  "Sterling",
  "Maple",
] as const;
const SECOND = [
  "Foods",
  "Logistics",
  "Textiles",
  "Motors",
  "Pharma",
  "Print",
  "Energy",
  "Robotics",
  "Furniture",
  "Optics",
  "Bakery",
  "Shipping",
] as const;
const PERSONS = [
  "Anna Weber",
  "Liam Murphy",
  "Sofia Rossi",
  "Noah Jensen",
  "Emma Dubois",
  "Lucas Silva",
  "Mia Novak",
  "Ethan Clark",
  "Zoë Bakker",
  "Omar Haddad",
  "Yuki Tanaka",
  "Elena Popescu",
] as const;
const TITLES = [
  "Head of operations",
  "IT manager",
  "Managing director",
  "Purchasing lead",
  "Plant manager",
] as const;
const CAMPAIGNS = ["Spring webinar", "Trade fair", "Partner newsletter", "Search ads"] as const;
const COUNTRIES = ["DE", "GB", "FR", "US", "NL", "ES", "IT", "PL"] as const;

/** How many leads end where; 200 in all. */
const COUNTS: readonly (readonly [Ending, number])[] = [
  ["SUBMITTED", 40],
  ["WITHDRAWN", 10],
  ["REJECTED", 24],
  ["RECYCLED", 14],
  ["SAL", 26],
  ["SQL", 28],
  ["DISQUALIFIED", 8],
  ["OPPORTUNITY", 18],
  ["WON", 24],
  ["LOST", 8],
];

const PARTNERS = [0, 0, 0, 1, 1, 2, 2, 3, 4] as const;
const DAYS = 90;

/** The demo's leads, oldest first; the same in every run. */
export function demoLeads(): readonly DemoLead[] {
  const chance = seededChance(20_270_201);
  const endings = COUNTS.flatMap(([ending, count]) => Array.from({ length: count }, () => ending));
  const leads = endings.map((ending, index): DemoLead => {
    const company = companyName(index);
    return {
      number: index + 1,
      partner: chance.pick(PARTNERS),
      company,
      domain: `${company.toLowerCase().replaceAll(" ", "-")}.example`,
      country: chance.pick(COUNTRIES),
      contact: chance.pick(PERSONS),
      jobTitle: chance.pick(TITLES),
      campaign: chance.pick(CAMPAIGNS),
      valueMinor: BigInt(5 + chance.upTo(120)) * 100_000n,
      // what is still in review is young; the rest had time to get where it is
      daysAgo: ending === "SUBMITTED" ? chance.upTo(3) : 4 + chance.upTo(DAYS - 4),
      ending,
    };
  });
  return [...leads, ...rivals(leads)].sort(
    (left, right) => right.daysAgo - left.daysAgo || left.number - right.number,
  );
}

/** 240 different names: every first word with every second one. */
function companyName(index: number): string {
  const first = FIRST[index % FIRST.length] ?? "";
  const second = SECOND[Math.floor(index / FIRST.length) % SECOND.length] ?? "";
  return `${first} ${second}`;
}

/** A few prospects that two partners claim: their conflicts are open. */
function rivals(leads: readonly DemoLead[]): readonly DemoLead[] {
  const accepted = leads.filter((lead) => lead.ending === "SAL").slice(0, 3);
  return accepted.map((lead, index) => ({
    ...lead,
    number: 901 + index,
    partner: (lead.partner + 1) % 5,
    daysAgo: 1,
    ending: "SUBMITTED",
  }));
}
