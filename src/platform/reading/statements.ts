import type { PageRequest } from "../graphql/index.ts";

import { shapeOfPage } from "./keyset.ts";
import type { Prepared, Shape } from "./late.ts";

const MOST_STATEMENTS = 64;

/** The statements of one plan, by the shapes of what a request asks: its condition and its pages. */
export class Statements {
  readonly #byShape = new Map<string, Prepared>();

  for(condition: Shape, pages: readonly PageRequest[], make: () => Prepared): Prepared {
    const shape = `${condition.text} ${pages.map(shapeOfPage).join(" ")}`;
    const known = this.#byShape.get(shape);
    if (known) return known;
    if (this.#byShape.size >= MOST_STATEMENTS) this.#byShape.clear();
    const made = make();
    this.#byShape.set(shape, made);
    return made;
  }
}
