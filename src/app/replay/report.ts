import { add, formatAmount, money } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";

import type { PartnerLine } from "./compare.ts";

/** What a replay has to say at its end. */
export interface Report {
  readonly lines: readonly PartnerLine[];
  /** Everything that is not as the files say, and what stood in the way. */
  readonly differences: readonly string[];
  readonly bounty: Money;
  /** Registered and won by this run; the rest was there. */
  readonly added: { readonly registered: number; readonly won: number };
  /** From the first request to the last that changes anything. */
  readonly seconds: number;
}

/** All partners together. */
function totalOf({ lines, bounty }: Report): Omit<PartnerLine, "origin"> {
  const count = (of: (line: PartnerLine) => number): number =>
    lines.reduce((all, line) => all + of(line), 0);
  return {
    leads: count((line) => line.leads),
    registered: count((line) => line.registered),
    qualified: count((line) => line.qualified),
    won: count((line) => line.won),
    credits: count((line) => line.credits),
    earned: lines.map((line) => line.earned).reduce(add, money(0n, bounty.currency)),
  };
}

const perSecond = ({ added, seconds }: Report): number =>
  Math.round((10 * added.registered) / Math.max(seconds, 0.001)) / 10;

/** The report as JSON, amounts in minor units as text. */
export function toJson(report: Report): string {
  const total = totalOf(report);
  return JSON.stringify({
    ok: report.differences.length === 0,
    partners: report.lines.map(({ earned, ...line }) => ({ ...line, ...minorOf(earned) })),
    total: { ...total, earned: undefined, ...minorOf(total.earned) },
    bounty: { minorUnits: report.bounty.minor.toString(), currency: report.bounty.currency },
    added: report.added,
    seconds: Math.round(report.seconds * 10) / 10,
    leadsPerSecond: perSecond(report),
    differences: report.differences,
  });
}

const minorOf = (earned: Money) => ({
  earnedMinorUnits: earned.minor.toString(),
  currency: earned.currency,
});

const SHOWN = 20;

/** The report as a table, with what differs from the files below it. */
export function toTable(report: Report): string {
  const { lines, differences, added, seconds, bounty } = report;
  const rows = [
    ["partner", "registered", "SQL", "won", "credits", `earned, ${bounty.currency}`],
    ...[...lines, { ...totalOf(report), origin: "all" }].map((line) => [
      line.origin,
      ...[line.registered, line.qualified, line.won, line.credits].map(counted),
      formatAmount(line.earned),
    ]),
  ];
  const verdict =
    differences.length === 0
      ? "All is as the files say."
      : `Not as the files say, ${counted(differences.length)} in all:`;
  return [
    ...aligned(rows),
    "",
    `Added ${counted(added.registered)} leads and ${counted(added.won)} wins in ${seconds.toFixed(1)} s: ${perSecond(report)} leads per second.`,
    verdict,
    ...differences.slice(0, SHOWN).map((difference) => `  ${difference}`),
    ...(differences.length > SHOWN ? [`  … and ${counted(differences.length - SHOWN)} more`] : []),
  ].join("\n");
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  "),
  );
}

const counted = (count: number): string => count.toLocaleString("en");
