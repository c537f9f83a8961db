import type { Build, BuildOf, Cells } from "./build.ts";
import type { Complete } from "./complete.ts";
import { listText } from "./json-text.ts";

/** What a list comes to: its rows, and what is told of them. */
export interface Told {
  readonly rows: readonly Cells[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The rows themselves. */
export function shownRows(shown: Build): BuildOf<Told> {
  return {
    value: ({ rows }, answering) => rows.map((row) => shown.value(row, answering)),
    text: ({ rows }, answering) => listText(rows, (row) => shown.text(row, answering)),
  };
}

/** A fact of the whole list. */
export function toldOfRows(name: string, complete: Complete): BuildOf<Told> {
  return {
    value: ({ facts }) => complete.value(facts[name]),
    text: ({ facts }, answering) => complete.text(facts[name], answering),
  };
}
