import { Environment } from "@marcbachmann/cel-js";

import type { ReadPart } from "./reading.ts";

/** What conditions may ask of something, by name: type and meaning. */
export type AskableFacts = Readonly<
  Record<
    string,
    {
      readonly type: "string" | "int" | "bool" | "list<string>" | "map<string, string>";
      readonly meaning: string;
    }
  >
>;

type FactOf<Type extends AskableFacts[string]["type"]> = Type extends "int"
  ? bigint
  : Type extends "bool"
    ? boolean
    : Type extends "list<string>"
      ? readonly string[]
      : Type extends "map<string, string>"
        ? Readonly<Record<string, string>>
        : string;

/** The facts of one of those things, as conditions are asked of them. */
export type FactsOf<Askable extends AskableFacts> = {
  readonly [Name in keyof Askable]: FactOf<Askable[Name]["type"]>;
};

/** Conditions over some facts. */
export interface Conditions<Askable extends AskableFacts> {
  /**
   * Reads a condition in CEL (cel.dev). Refused with the position are what is no CEL, facts that there
   * are not, types that do not fit, what may not be called, and what could take long: regular
   * expressions, and loops in loops.
   */
  readonly read: (text: string) => ReadPart<string>;
  /** Whether one holds; null where it cannot be said, as where a field is missing that it asks. */
  readonly holds: (condition: string, facts: FactsOf<Askable>) => boolean | null;
  /** The same where some facts are not known, and left out: null as well where one of those would decide. */
  readonly holdsAsKnown: (condition: string, known: Partial<FactsOf<Askable>>) => boolean | null;
  /** The facts that one asks, by their names. */
  readonly asks: (condition: string) => readonly (keyof Askable & string)[];
}

/** Conditions are short: they are read by people, and asked of every lead. */
export const LONGEST_CONDITION = 1_000;

/** Where in a text something is, in words; from characters before it. */
export type PlaceInText = (text: string, offset: number) => string;

export const atCharacter: PlaceInText = (_, offset) => `at character ${offset + 1}`;

export const atLineAndColumn: PlaceInText = (text, offset) => {
  const lines = text.slice(0, offset).split("\n");
  return `at line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
};

const LIMITS = {
  ...{ maxAstNodes: 200, maxDepth: 16, maxListElements: 100 },
  ...{ maxMapEntries: 10, maxCallArguments: 8 },
};

/** Go through a list; one within another could take as long as their product. */
const OVER_LISTS: readonly string[] = ["all", "exists", "exists_one", "filter"];

/** All that a condition may call: what the library has besides makes new texts and lists, or knows the time. */
const CALLABLE: readonly string[] = [
  ...OVER_LISTS,
  ...["has", "size", "int", "string"],
  ...["contains", "startsWith", "endsWith", "lowerAscii", "upperAscii", "trim"],
];

type Parsed = ReturnType<Environment["parse"]>;
type Tree = Parsed["ast"];

/** How many parsed conditions are kept: those in force are asked again and again. */
const MOST_KEPT = 500;

/** Conditions over these facts, which tell where they are wrong in this way. */
export function conditionsOver<const Askable extends AskableFacts>(
  askable: Askable,
  placeOf: PlaceInText,
): Conditions<Askable> {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits: LIMITS });
  for (const [name, { type }] of Object.entries(askable)) environment.registerVariable(name, type);
  const kept = new Map<string, Parsed>();
  const parsedOf = (condition: string): Parsed => {
    const before = kept.get(condition);
    if (before) return before;
    if (kept.size >= MOST_KEPT) kept.clear();
    const parsed = environment.parse(condition);
    kept.set(condition, parsed);
    return parsed;
  };
  // what is left out is an error, and of those && and || make nothing where their other side decides
  const holds = (condition: string, facts: Partial<FactsOf<Askable>>): boolean | null => {
    try {
      return parsedOf(condition)(facts) === true;
    } catch {
      return null;
    }
  };
  return {
    read: (text) => readCondition(environment, text, placeOf),
    holds,
    holdsAsKnown: holds,
    asks: (condition) => namesIn(parsedOf(condition).ast).filter((name) => name in askable),
  };
}

/** All names that stand in a condition, of what it goes through as well. */
function namesIn(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return [...new Set(tree.flatMap(namesIn))];
  if (!isTree(tree)) return [];
  return tree.op === "id" ? [String(tree.args)] : namesIn(tree.args);
}

function readCondition(
  environment: Environment,
  text: string,
  placeOf: PlaceInText,
): ReadPart<string> {
  if (text.length > LONGEST_CONDITION)
    return wrong(`may have ${LONGEST_CONDITION} characters, got ${text.length}`);
  const at = (offset: number): string => placeOf(text, offset);
  let parsed: Parsed;
  try {
    parsed = environment.parse(text);
  } catch (error) {
    return wrong(`is no condition${told(error, at)}`);
  }
  const { valid, type, error } = parsed.check();
  if (!valid) return wrong(`is no condition${told(error, at)}`);
  const refused = refusedPart(parsed.ast, at, false);
  if (refused !== null) return wrong(refused);
  return type === "bool"
    ? { ok: true, value: text }
    : wrong(`must be true or false, and is a ${type ?? "dyn"}`);
}

const wrong = (problem: string): ReadPart<string> => ({ ok: false, problem });

type At = (offset: number) => string;

/** What the library says, in one line, and where. */
function told(error: unknown, at: At): string {
  if (!(error instanceof Error)) return "";
  const range: unknown = "range" in error ? error.range : undefined;
  const start =
    typeof range === "object" && range !== null && "start" in range ? range.start : undefined;
  const [said = ""] = error.message.split("\n");
  return typeof start === "number" ? ` ${at(start)}: ${said}` : `: ${said}`;
}

function refusedPart(tree: unknown, at: At, isInLoop: boolean): string | null {
  if (Array.isArray(tree)) {
    for (const part of tree) {
      const found = refusedPart(part, at, isInLoop);
      if (found !== null) return found;
    }
    return null;
  }
  if (!isTree(tree)) return null;
  const name = tree.op === "rcall" || tree.op === "call" ? String(tree.args[0]) : "";
  const where = at(tree.pos);
  if (name === "matches") return `may hold no regular expressions, and does ${where}`;
  if (name !== "" && !CALLABLE.includes(name))
    return `may not call ${name}, and does ${where}; there are ${CALLABLE.join(", ")}`;
  const isLoop = OVER_LISTS.includes(name);
  if (isLoop && isInLoop) return `may hold no loop within a loop, and does ${where}`;
  return refusedPart(tree.args, at, isInLoop || isLoop);
}

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && "op" in value && "args" in value;
