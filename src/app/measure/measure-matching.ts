import { compareProspects } from "../../protection/index.ts";
import type { Comparison, Prospect } from "../../protection/index.ts";

import { halfOf } from "./linkage-files.ts";
import type { Half, LabelledPair, Linkage } from "./linkage-files.ts";
import { NameIndex } from "./name-index.ts";

/** How decisions agree with labels: SAME is the claim that two are one. */
export interface Agreement {
  readonly pairs: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Whether the true company comes first among all names. */
export interface Retrieval {
  readonly queries: number;
  /** The share of names whose best other name is of the same company. */
  readonly top1: number;
  /** The share whose company is among the candidates at all. */
  readonly found: number;
}

export interface Measured {
  readonly distinctNames: number;
  readonly pairs: Readonly<Record<Half | "all", Agreement>>;
  readonly retrieval: Readonly<Record<Half | "all", Retrieval>>;
  /** What becomes of names that one organisation has beside its own. */
  readonly aliases: { readonly pairs: number; readonly same: number; readonly possible: number };
  readonly millis: { readonly perPair: number; readonly perQuery: number };
  /** The pairs that were decided otherwise than labelled, of the half that rules may be looked for on. */
  readonly mistakes: readonly string[];
}

type Compare = (left: string, right: string) => Comparison;

/** Runs the product's matching over names alone, with no country known. */
export function measureMatching(linkage: Linkage, monotonic: () => number): Measured {
  const index = new NameIndex();
  for (const { left, right } of linkage.pairs) for (const name of [left, right]) index.add(name);
  for (const name of linkage.companiesOf.keys()) index.add(name);
  for (const pair of linkage.aliases) for (const name of pair) index.add(name);
  const weightOf = index.weights();
  const compare: Compare = (left, right) =>
    compareProspects(prospectOf(index, left), prospectOf(index, right), weightOf);

  const start = monotonic();
  const decided = linkage.pairs.map((pair) => ({
    pair,
    comparison: compare(pair.left, pair.right),
  }));
  const compared = monotonic();
  const queried = queriesOf(linkage).map((query) => ({ query, ...lookUp(index, compare, query) }));
  const ended = monotonic();

  const of = <Item, Sum>(
    items: readonly Item[],
    half: (item: Item) => Half,
    sum: (items: readonly Item[]) => Sum,
  ) => ({
    even: sum(items.filter((item) => half(item) === "even")),
    odd: sum(items.filter((item) => half(item) === "odd")),
    all: sum(items),
  });
  const aliases = linkage.aliases.map(([left, right]) => compare(left, right).decision);
  return {
    distinctNames: index.size,
    pairs: of(decided, ({ pair }) => pair.half, agreementOf),
    retrieval: of(queried, ({ query }) => halfOf(query.name), retrievalOf),
    aliases: {
      pairs: aliases.length,
      same: aliases.filter((each) => each === "SAME").length,
      possible: aliases.filter((each) => each === "POSSIBLE").length,
    },
    millis: {
      perPair: (compared - start) / decided.length,
      perQuery: (ended - compared) / queried.length,
    },
    mistakes: decided
      .filter(({ pair, comparison }) => pair.half === "even" && isSame(comparison) !== pair.isSame)
      .map(({ pair, comparison }) =>
        [
          pair.isSame ? "missed" : "wrong ",
          comparison.name.score.toFixed(2),
          `${pair.left} | ${pair.right}`,
        ].join("  "),
      ),
  };
}

const prospectOf = (index: NameIndex, text: string): Prospect => ({
  emailKeys: [],
  companyKeys: [],
  phones: [],
  country: null,
  name: index.nameOf(text),
});

const isSame = ({ decision }: Comparison): boolean => decision === "SAME";

type Decided = { readonly pair: LabelledPair; readonly comparison: Comparison };

function agreementOf(decided: readonly Decided[]): Agreement {
  const claimed = decided.filter(({ comparison }) => isSame(comparison));
  const right = claimed.filter(({ pair }) => pair.isSame).length;
  const precision = right / claimed.length;
  const recall = right / decided.filter(({ pair }) => pair.isSame).length;
  return {
    pairs: decided.length,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
  };
}

interface Query {
  readonly name: string;
  /** The other names of its company. */
  readonly wanted: ReadonlySet<string>;
}

/** Each name whose company has another one. */
function queriesOf({ companiesOf }: Linkage): readonly Query[] {
  const namesOf = new Map<string, string[]>();
  for (const [name, companies] of companiesOf) {
    for (const company of companies) namesOf.set(company, [...(namesOf.get(company) ?? []), name]);
  }
  return [...companiesOf]
    .map(([name, companies]) => {
      const all = [...companies].flatMap((company) => namesOf.get(company) ?? []);
      return { name, wanted: new Set(all.filter((each) => each !== name)) };
    })
    .filter(({ wanted }) => wanted.size > 0);
}

function lookUp(index: NameIndex, compare: Compare, { name, wanted }: Query) {
  const ranked = index
    .candidatesFor(name)
    .map((candidate) => ({ candidate, score: compare(name, candidate).name.score }))
    .toSorted((one, other) => other.score - one.score);
  return {
    isFirst: wanted.has(ranked[0]?.candidate ?? ""),
    isFound: ranked.some(({ candidate }) => wanted.has(candidate)),
  };
}

function retrievalOf(
  queried: readonly { readonly isFirst: boolean; readonly isFound: boolean }[],
): Retrieval {
  return {
    queries: queried.length,
    top1: queried.filter(({ isFirst }) => isFirst).length / queried.length,
    found: queried.filter(({ isFound }) => isFound).length / queried.length,
  };
}
