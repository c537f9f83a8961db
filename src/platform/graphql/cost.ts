import type { CostNode, CostPlan } from "./cost-plan.ts";
import type { VariableValues } from "./operation-variables.ts";
import type { Size } from "./price.ts";
import { countIn } from "./price.ts";

/** A page size that would make an operation fit. */
export interface SmallerPage {
  /** The field, by the keys of the answer. */
  readonly path: readonly string[];
  readonly first: number;
}

/** Where most of the cost is. */
export interface Costliest {
  readonly path: readonly string[];
  /** Null where no single page made smaller would do. */
  readonly smaller: SmallerPage | null;
}

/** What an operation counts with these variables: a bound of the objects that it may answer with. */
export function costOf(plan: CostPlan, variables: VariableValues): number {
  return rounded(sumOf(plan, { variables, changed: null }));
}

/** Whether tenths of the schema's own items are among it or not, a cost is a whole number. */
const rounded = (cost: number): number => Math.max(0, Math.ceil(cost - 1e-6));

interface Asked {
  readonly variables: VariableValues;
  /** One page, as if it had another size. */
  readonly changed: { readonly page: Size; readonly count: number } | null;
}

function sumOf(nodes: CostPlan, asked: Asked): number {
  let sum = 0;
  for (const node of nodes) sum += nodeCost(node, asked);
  return sum;
}

function nodeCost(node: CostNode, asked: Asked): number {
  if (!counts(node, asked.variables)) return 0;
  let dearest = 0;
  for (const branch of node.branches) dearest = Math.max(dearest, sumOf(branch, asked));
  return countFor(node.size, asked) * (node.weight + dearest);
}

function counts({ when }: CostNode, variables: VariableValues): boolean {
  return (
    when === null ||
    when.some((all) => all.every(({ variable, wanted }) => variables[variable] === wanted))
  );
}

function countFor(size: Size | null, { variables, changed }: Asked): number {
  if (size === null) return 1;
  return changed?.page === size ? changed.count : countIn(size, variables);
}

/** The field that most of the cost is at, and a smaller `first` on the way to it with which all would fit. */
export function costliest(plan: CostPlan, variables: VariableValues, limit: number): Costliest {
  const asked = { variables, changed: null };
  const path: string[] = [];
  const pages: { readonly page: Size; readonly path: readonly string[] }[] = [];
  let nodes = plan;
  let atLeast = 0;
  for (;;) {
    const dearest = dearestOf(nodes, asked);
    if (!dearest || nodeCost(dearest, asked) < atLeast) break;
    path.push(dearest.key);
    if (dearest.page) pages.push({ page: dearest.page, path: [...path] });
    const one = nodeCost(dearest, asked) / countFor(dearest.size, asked);
    atLeast = one / 2;
    nodes = dearestBranch(dearest.branches, asked);
  }
  for (const { page, path: place } of pages) {
    const first = fitting(plan, variables, page, limit);
    if (first !== null) return { path, smaller: { path: place, first } };
  }
  return { path, smaller: null };
}

function dearestOf(nodes: CostPlan, asked: Asked): CostNode | null {
  return nodes.reduce<CostNode | null>(
    (best, node) =>
      nodeCost(node, asked) > (best === null ? 0 : nodeCost(best, asked)) ? node : best,
    null,
  );
}

function dearestBranch(branches: CostNode["branches"], asked: Asked): CostPlan {
  return branches.reduce<CostPlan>(
    (best, branch) => (sumOf(branch, asked) > sumOf(best, asked) ? branch : best),
    [],
  );
}

/**
 * The largest size of a page with which the whole fits; null where even one row is too much. The
 * cost grows along a line with the size (where types compete, along one that bends upwards), so
 * what fits on the straight line fits.
 */
function fitting(
  plan: CostPlan,
  variables: VariableValues,
  page: Size,
  limit: number,
): number | null {
  const at = (count: number): number => sumOf(plan, { variables, changed: { page, count } });
  const now = countIn(page, variables);
  const least = at(1);
  if (now <= 1 || least > limit) return null;
  const perRow = (at(now) - least) / (now - 1);
  return 1 + Math.floor((limit - least) / perRow);
}
