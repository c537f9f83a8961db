import type { BooksFigures } from "../../ledger/index.ts";
import type { Figure } from "../../platform/http/index.ts";

/** What /metrics says of the books. */
export function booksFigures(books: BooksFigures): readonly Figure[] {
  return [
    {
      name: "baton_ledger_unsealed",
      help: "Postings that wait for their seal for more than a minute, of all instances",
      read: () => books.counts().unsealed,
    },
    {
      name: "baton_ledger_late",
      help: "Postings of the last day that were booked in a later month than their own, which was shut",
      read: () => books.counts().late,
    },
    {
      name: "baton_ledger_balances_adrift",
      help: "Balances that were not the sum of their lines when they were last compared",
      read: () => books.counts().adrift,
    },
  ];
}
