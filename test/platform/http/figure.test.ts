import { Registry } from "prom-client";
import { expect, test } from "vitest";

import { booksFigures } from "../../../src/app/books/books-figures.ts";
import { BooksFigures } from "../../../src/ledger/index.ts";
import { figureGauges } from "../../../src/platform/http/figure.ts";

test("figures of the books stand in /metrics once somebody has looked, and say nothing before", async () => {
  const registry = new Registry();
  const books = new BooksFigures();
  figureGauges(registry, booksFigures(books));
  const told = async () =>
    (await registry.metrics()).split("\n").filter((line) => line.startsWith("baton_ledger"));

  const before = await told();
  books.saw({ unsealed: 3, late: 2, adrift: 0 });

  expect(before).toEqual([]);
  expect(await told()).toEqual([
    "baton_ledger_unsealed 3",
    "baton_ledger_late 2",
    "baton_ledger_balances_adrift 0",
  ]);
});
