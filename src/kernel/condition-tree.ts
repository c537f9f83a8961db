import { Environment } from "@marcbachmann/cel-js";

/** A part of a condition as it was parsed: what is done, to what, and from which character on it stands. */
export interface ConditionTree {
  readonly op: string;
  readonly args: unknown;
  readonly pos: number;
}

const grammar = new Environment({ unlistedVariablesAreDyn: true });

/** The parts of a condition that was read before; throws where it is none. */
export const treeOf = (condition: string): ConditionTree => grammar.parse(condition).ast;
