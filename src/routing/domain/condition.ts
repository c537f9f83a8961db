import { Environment } from "@marcbachmann/cel-js";

import type { ReadPart } from "../../kernel/index.ts";

/**
 * What a condition may ask of a lead, by its name: type and meaning. Nothing of persons is among it:
 * their data opens at acceptance, and rules are read by more people than leads are.
 */
export const FACTS = {
  stage: { type: "string", meaning: "SUBMITTED, MQL, SAL, SQL or OPPORTUNITY" },
  kind: { type: "string", meaning: "NEW_BUSINESS, CROSS_SELL, UPSELL, RENEWAL, PRODUCT_QUALIFIED" },
  source: { type: "string", meaning: "where it came from, such as PARTNER_API" },
  campaign: { type: "string", meaning: "its campaign" },
  program: { type: "string", meaning: "the name of the program it is registered under" },
  partnerId: { type: "string", meaning: "its partner, prt_…" },
  tier: { type: "string", meaning: "the name of its partner's tier" },
  country: { type: "string", meaning: "the company's country, such as DE" },
  region: { type: "string", meaning: "what the program's own field `region` says" },
  postcode: { type: "string", meaning: "what the program's own field `postcode` says" },
  companyDomain: { type: "string", meaning: "the company's domain" },
  value: { type: "int", meaning: "the estimated value in whole units, rounded down; 0 if unknown" },
  currency: { type: "string", meaning: "the currency of `value`" },
  cycle: { type: "int", meaning: "1, and one more with each reopening" },
  productLines: { type: "list<string>", meaning: "the names of its lines and of all above them" },
  territories: { type: "list<string>", meaning: "the names of the territories that it lies in" },
  fields: {
    type: "map<string, string>",
    meaning: "the program's own fields by their keys, but for those about a person",
  },
} as const;

/** A lead's facts; texts that are not known are empty. */
export type Facts = {
  readonly [Name in keyof typeof FACTS]: (typeof FACTS)[Name]["type"] extends "int"
    ? bigint
    : (typeof FACTS)[Name]["type"] extends "list<string>"
      ? readonly string[]
      : (typeof FACTS)[Name]["type"] extends "map<string, string>"
        ? Readonly<Record<string, string>>
        : string;
};

/** Conditions are short: they are read by people, and asked of every lead. */
export const LONGEST_CONDITION = 1_000;

const environment = new Environment({
  unlistedVariablesAreDyn: false,
  limits: {
    maxAstNodes: 200,
    maxDepth: 16,
    maxListElements: 100,
    maxMapEntries: 10,
    maxCallArguments: 8,
  },
});
for (const [name, { type }] of Object.entries(FACTS)) environment.registerVariable(name, type);

type Parsed = ReturnType<typeof environment.parse>;
type Tree = Parsed["ast"];

/** Go through a list; one within another could take as long as their product. */
const OVER_LISTS: readonly string[] = ["all", "exists", "exists_one", "filter"];

/** All that a condition may call: what the library has besides makes new texts and lists, or knows the time. */
const CALLABLE: readonly string[] = [
  ...OVER_LISTS,
  ...["has", "size", "int", "string"],
  ...["contains", "startsWith", "endsWith", "lowerAscii", "upperAscii", "trim"],
];

/**
 * Reads a condition in CEL (cel.dev). Refused with the position are what is no CEL, facts that there
 * are not, types that do not fit, what may not be called, and what could take long: regular
 * expressions, and loops in loops.
 */
export function readCondition(text: string): ReadPart<string> {
  if (text.length > LONGEST_CONDITION)
    return wrong(`may have ${LONGEST_CONDITION} characters, got ${text.length}`);
  let parsed: Parsed;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    return wrong(`is no condition${told(error)}`);
  }
  const { valid, type, error } = parsed.check();
  if (!valid) return wrong(`is no condition${told(error)}`);
  const refused = refusedPart(parsed.ast, false);
  if (refused !== null) return wrong(refused);
  return type === "bool"
    ? { ok: true, value: text }
    : wrong(`must be true or false, and is a ${type ?? "dyn"}`);
}

const wrong = (problem: string): ReadPart<string> => ({ ok: false, problem });

/** What the library says, in one line, and where: characters are counted from 1. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const range: unknown = "range" in error ? error.range : undefined;
  const start =
    typeof range === "object" && range !== null && "start" in range ? range.start : undefined;
  const [said = ""] = error.message.split("\n");
  return typeof start === "number" ? ` at character ${start + 1}: ${said}` : `: ${said}`;
}

function refusedPart(tree: unknown, isInLoop: boolean): string | null {
  if (Array.isArray(tree)) {
    for (const part of tree) {
      const found = refusedPart(part, isInLoop);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isTree(tree)) return null;
  const name = tree.op === "rcall" || tree.op === "call" ? String(tree.args[0]) : "";
  const at = `at character ${tree.pos + 1}`;
  if (name === "matches") return `may hold no regular expressions, and does ${at}`;
  if (name !== "" && !CALLABLE.includes(name))
    return `may not call ${name}, and does ${at}; there are ${CALLABLE.join(", ")}`;
  const isLoop = OVER_LISTS.includes(name);
  if (isLoop && isInLoop) return `may hold no loop within a loop, and does ${at}`;
  return refusedPart(tree.args, isInLoop || isLoop);
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;

/** Parsed once: the rules in force are asked again and again. */
const parsedBefore = new Map<string, Parsed>();
const MOST_KEPT = 500;

/** Whether it holds of a lead; null where it cannot be said, as where a field is missing that it asks. */
export function holds(condition: string, facts: Facts): boolean | null {
  try {
    return parsedOf(condition)(facts) === true;
  } catch {
    return null;
  }
}

function parsedOf(condition: string): Parsed {
  const before = parsedBefore.get(condition);
  if (before) return before;
  if (parsedBefore.size >= MOST_KEPT) parsedBefore.clear();
  const parsed = environment.parse(condition);
  parsedBefore.set(condition, parsed);
  return parsed;
}
