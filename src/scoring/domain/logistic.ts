import { sigmoid } from "./chance.ts";

/** A logistic regression: `start + Σ weight · column`, in logits. */
export interface Logistic {
  readonly start: number;
  readonly weights: readonly number[];
}

export const logisticLogit = ({ start, weights }: Logistic, row: Float64Array): number => {
  let logit = start;
  for (let at = 0; at < row.length; at += 1) logit += (weights[at] ?? 0) * (row[at] ?? 0);
  return logit;
};

const MOST_STEPS = 25;

/**
 * The regression that makes outcomes most likely, less `ridge` times half the square of its weights
 * (Newton's way). Columns are to be about as wide as one another; the start is not held back.
 */
export function fitLogistic(
  rows: readonly Float64Array[],
  outcomes: readonly boolean[],
  ridge: number,
): Logistic {
  const size = (rows[0]?.length ?? 0) + 1;
  let now = new Float64Array(size);
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { gradient, curve } = slopesAt(rows, outcomes, ridge, now);
    const by = solve(curve, gradient);
    now = now.map((each, at) => each + (by[at] ?? 0));
    if (by.every((each) => Math.abs(each) < 1e-7)) break;
  }
  return { start: now[0] ?? 0, weights: [...now.subarray(1)] };
}

function slopesAt(
  rows: readonly Float64Array[],
  outcomes: readonly boolean[],
  ridge: number,
  now: Float64Array,
): { readonly gradient: Float64Array; readonly curve: readonly Float64Array[] } {
  const size = now.length;
  const gradient = now.map((each, at) => (at === 0 ? 0 : -ridge * each));
  const curve = Array.from({ length: size }, () => new Float64Array(size));
  for (const [at, row] of curve.entries()) row[at] = at === 0 ? 1e-9 : ridge;
  const filled = new Int32Array(size);
  const values = new Float64Array(size);
  for (const [at, row] of rows.entries()) {
    // most columns of a row are nothing: only the others are gone through
    let count = 1;
    let logit = now[0] ?? 0;
    values[0] = 1;
    for (let column = 0; column < row.length; column += 1) {
      const value = row[column] ?? 0;
      if (value === 0) continue;
      filled[count] = column + 1;
      values[count] = value;
      logit += value * (now[column + 1] ?? 0);
      count += 1;
    }
    const chance = sigmoid(logit);
    const off = (outcomes[at] === true ? 1 : 0) - chance;
    const weight = Math.max(chance * (1 - chance), 1e-10);
    for (let one = 0; one < count; one += 1) {
      const place = filled[one] ?? 0;
      const value = values[one] ?? 0;
      gradient[place] = (gradient[place] ?? 0) + off * value;
      const line = curve[place];
      if (!line) continue;
      for (let other = 0; other <= one; other += 1) {
        const beside = filled[other] ?? 0;
        line[beside] = (line[beside] ?? 0) + weight * value * (values[other] ?? 0);
      }
    }
  }
  return { gradient, curve };
}

/** Solves `curve · x = gradient` by Cholesky's way; only what is on and beneath the diagonal is read. */
function solve(curve: readonly Float64Array[], gradient: Float64Array): Float64Array {
  const size = gradient.length;
  const lower = curve.map((row) => Float64Array.from(row));
  const cell = (row: number, column: number): number => lower[row]?.[column] ?? 0;
  for (let row = 0; row < size; row += 1) {
    const own = lower[row];
    if (!own) break;
    for (let column = 0; column <= row; column += 1) {
      const beside = lower[column];
      let sum = own[column] ?? 0;
      for (let at = 0; at < column; at += 1) sum -= (own[at] ?? 0) * (beside?.[at] ?? 0);
      own[column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / cell(column, column);
    }
  }
  const x = Float64Array.from(gradient);
  for (let row = 0; row < size; row += 1) {
    let sum = x[row] ?? 0;
    for (let at = 0; at < row; at += 1) sum -= cell(row, at) * (x[at] ?? 0);
    x[row] = sum / cell(row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = x[row] ?? 0;
    for (let at = row + 1; at < size; at += 1) sum -= cell(at, row) * (x[at] ?? 0);
    x[row] = sum / cell(row, row);
  }
  return x;
}
