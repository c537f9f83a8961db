import { chancesOf, sigmoid } from "./chance.ts";

/** A node as `[column, border, left, right]`: to the left up to the border; a leaf is its logits. */
export type TreeNode = number | readonly [number, number, TreeNode, TreeNode];

/** Trees that are added up, in logits. */
export interface BoostedTrees {
  readonly start: number;
  readonly trees: readonly TreeNode[];
}

export function treesLogit({ start, trees }: BoostedTrees, row: Float64Array): number {
  let logit = start;
  for (const tree of trees) {
    let node = tree;
    while (typeof node !== "number") node = (row[node[0]] ?? 0) <= node[1] ? node[2] : node[3];
    logit += node;
  }
  return logit;
}

export interface BoostingOptions {
  readonly rounds: number;
  readonly depth: number;
  /** What part of what a tree finds is taken. */
  readonly rate: number;
  /** How strongly leaves are held back. */
  readonly ridge: number;
  /** How much weight a leaf has at least: a lead of which nothing is known has a quarter. */
  readonly leastWeight: number;
  readonly seed: number;
}

const MOST_BINS = 32;
/** What part of the rows, and of the columns, each tree is grown of. */
const ROWS_PART = 0.7;
const COLUMNS_PART = 0.6;

/** Grows trees one after the other, each for what those before it leave unexplained (Newton boosting over binned columns). */
export function fitTrees(
  rows: readonly Float64Array[],
  outcomes: readonly boolean[],
  options: BoostingOptions,
): BoostedTrees {
  const width = rows[0]?.length ?? 0;
  const borders = Array.from({ length: width }, (_, column) => bordersOf(rows, column));
  const binned = borders.map((of, column) =>
    Uint8Array.from(rows, (row) => binOf(of, row[column] ?? 0)),
  );
  const rate = outcomes.filter(Boolean).length / outcomes.length;
  const start = Math.log(rate / (1 - rate));
  const logits = new Float64Array(rows.length).fill(start);
  const chance = chancesOf(options.seed);
  const trees: TreeNode[] = [];
  const growing = new Growing(binned, borders, options);
  for (let round = 0; round < options.rounds; round += 1) {
    for (let at = 0; at < rows.length; at += 1) {
      const given = sigmoid(logits[at] ?? 0);
      growing.off[at] = (outcomes[at] === true ? 1 : 0) - given;
      growing.weight[at] = Math.max(given * (1 - given), 1e-6);
    }
    const among = Int32Array.from(rows.keys()).filter(() => chance() < ROWS_PART);
    const columns = borders.flatMap((of, column) =>
      of.length > 0 && chance() < COLUMNS_PART ? [column] : [],
    );
    const tree = growing.grow(among, columns, options.depth);
    trees.push(tree);
    for (const [at, row] of rows.entries())
      logits[at] = (logits[at] ?? 0) + treesLogit({ start: 0, trees: [tree] }, row);
  }
  return { start, trees };
}

/** Where a column is parted: between its values, or its quantiles where it has many. */
function bordersOf(rows: readonly Float64Array[], column: number): readonly number[] {
  const values = rows.map((row) => row[column] ?? 0).toSorted((one, other) => one - other);
  const distinct = [...new Set(values)];
  if (distinct.length <= MOST_BINS)
    return distinct.slice(1).map((value, at) => ((distinct[at] ?? value) + value) / 2);
  const quantiles = Array.from(
    { length: MOST_BINS - 1 },
    (_, at) => values[Math.floor(((at + 1) * values.length) / MOST_BINS)] ?? 0,
  );
  return [...new Set(quantiles)];
}

function binOf(borders: readonly number[], value: number): number {
  let [from, until] = [0, borders.length];
  while (from < until) {
    const middle = (from + until) >> 1;
    if (value <= (borders[middle] ?? 0)) until = middle;
    else from = middle + 1;
  }
  return from;
}

interface Cut {
  readonly column: number;
  readonly bin: number;
  readonly gain: number;
}

class Growing {
  readonly off: Float64Array;
  readonly weight: Float64Array;
  readonly #binned: readonly Uint8Array[];
  readonly #borders: readonly (readonly number[])[];
  readonly #options: BoostingOptions;

  constructor(
    binned: readonly Uint8Array[],
    borders: readonly (readonly number[])[],
    options: BoostingOptions,
  ) {
    const size = binned[0]?.length ?? 0;
    this.off = new Float64Array(size);
    this.weight = new Float64Array(size);
    this.#binned = binned;
    this.#borders = borders;
    this.#options = options;
  }

  grow(among: Int32Array, columns: readonly number[], depth: number): TreeNode {
    let [off, weight] = [0, 0];
    for (const at of among) {
      off += this.off[at] ?? 0;
      weight += this.weight[at] ?? 0;
    }
    const cut = depth > 0 ? this.#bestCut(among, columns, off, weight) : null;
    if (!cut) return round((this.#options.rate * off) / (weight + this.#options.ridge));
    const bins = this.#binned[cut.column];
    const goesLeft = (at: number): boolean => (bins?.[at] ?? 0) <= cut.bin;
    return [
      cut.column,
      this.#borders[cut.column]?.[cut.bin] ?? 0,
      this.grow(among.filter(goesLeft), columns, depth - 1),
      this.grow(
        among.filter((at) => !goesLeft(at)),
        columns,
        depth - 1,
      ),
    ];
  }

  #bestCut(among: Int32Array, columns: readonly number[], off: number, weight: number): Cut | null {
    const { ridge, leastWeight } = this.#options;
    const whole = (off * off) / (weight + ridge);
    let best: Cut | null = null;
    const offs = new Float64Array(MOST_BINS);
    const weights = new Float64Array(MOST_BINS);
    for (const column of columns) {
      const bins = this.#binned[column] ?? new Uint8Array();
      offs.fill(0);
      weights.fill(0);
      for (const at of among) {
        const bin = bins[at] ?? 0;
        offs[bin] = (offs[bin] ?? 0) + (this.off[at] ?? 0);
        weights[bin] = (weights[bin] ?? 0) + (this.weight[at] ?? 0);
      }
      let [offLeft, left] = [0, 0];
      for (let bin = 0; bin < (this.#borders[column]?.length ?? 0); bin += 1) {
        offLeft += offs[bin] ?? 0;
        left += weights[bin] ?? 0;
        const right = weight - left;
        if (left < leastWeight || right < leastWeight) continue;
        const gain =
          (offLeft * offLeft) / (left + ridge) + (off - offLeft) ** 2 / (right + ridge) - whole;
        if (gain > (best?.gain ?? 1e-6)) best = { column, bin, gain };
      }
    }
    return best;
  }
}

/** Kept to what matters, so that an artefact is short. */
const round = (logits: number): number => Math.round(logits * 1e6) / 1e6;
