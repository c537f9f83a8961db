import type { Choice } from "./choice.ts";
import { encode, widthOf } from "./encoding.ts";
import type { Table } from "./encoding.ts";
import type { Fitted } from "./fitting.ts";
import type { LearnedModel } from "./learned-model.ts";
import type { FeatureOf, FeatureReport } from "./training-report.ts";

/** What was learned, as it is kept: columns in the order in which scores are explained. */
export function modelOf(
  features: readonly FeatureOf[],
  reports: readonly FeatureReport[],
  { encodings, logistic, trees, table }: Fitted & { readonly table: Table },
  choice: Choice,
): LearnedModel {
  const usual = usualOf(table.rows);
  let at = 0;
  const learned = features.flatMap((feature, place) => {
    const encoding = encodings[place];
    if (!encoding) return [];
    const from = at;
    at += widthOf(encoding);
    const row = feature.axis === "FIT" ? usual : encode(encodings, {});
    return [{ encoding, ...feature, usual: [...row.subarray(from, at)], from }];
  });
  return { ...choice, ...inOrder(learned, reports, logistic, trees) };
}

const usualOf = (rows: readonly Float64Array[]): Float64Array => {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows)
    for (const [at, value] of row.entries()) sums[at] = (sums[at] ?? 0) + value / rows.length;
  return sums.map((value) => Math.round(value * 1e6) / 1e6);
};

type Placed = LearnedModel["features"][number] & { readonly name: string; readonly from: number };

/** Puts fit before engagement and what tells most first; weights and trees follow their columns. */
function inOrder(
  features: readonly Placed[],
  reports: readonly FeatureReport[],
  logistic: LearnedModel["logistic"],
  trees: LearnedModel["trees"],
): Pick<LearnedModel, "features" | "logistic" | "trees"> {
  const tells = new Map(reports.map(({ name, auc }) => [name, auc]));
  const ordered = features.toSorted(
    (one, other) =>
      Number(one.axis === "ENGAGEMENT") - Number(other.axis === "ENGAGEMENT") ||
      (tells.get(other.name) ?? 0) - (tells.get(one.name) ?? 0),
  );
  const columns = ordered.flatMap(({ from, encoding }) =>
    Array.from({ length: widthOf(encoding) }, (_, at) => from + at),
  );
  const now = new Map(columns.map((column, at) => [column, at]));
  type Node = (typeof trees.trees)[number];
  const moved = (node: Node): Node =>
    typeof node === "number"
      ? node
      : [now.get(node[0]) ?? 0, node[1], moved(node[2]), moved(node[3])];
  return {
    features: ordered.map(({ encoding, axis, label, usual }) => ({ encoding, axis, label, usual })),
    logistic: { ...logistic, weights: columns.map((at) => logistic.weights[at] ?? 0) },
    trees: { ...trees, trees: trees.trees.map(moved) },
  };
}
