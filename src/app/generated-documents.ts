import { REFUSALS } from "../kernel/index.ts";
import { VARIABLE_TABLE } from "../platform/config.ts";
import { ERROR_CODES, helpUrl, isRetryable } from "../platform/graphql/index.ts";

import { ADVICE_ON_REFUSALS, ADVICE_ON_REQUESTS } from "./error-advice.ts";

const HEAD = `# Errors

This page is printed from the code (\`npm run schema:print\`), and a test holds it to the code.

There are two kinds, and a program looks for both:

| kind | where | what it says |
|---|---|---|
| error of a request or field | \`errors[].extensions\` at the top of the answer | the request is not understood, not allowed, or failed |
| refusal of a mutation | \`errors\` in the mutation's own payload | the business says no; nothing was written |

Branch on \`code\`, never on \`message\`: a message may be reworded at any time. Both kinds carry
\`helpUrl\` and \`retryable\`, which is true where the very same call may succeed a little later. A
top-level error also carries \`requestId\`; it is in the header \`x-request-id\`, the log and the audit
log too. New codes may be added. The meaning of a code never changes.
`;

/** The text of docs/errors.md: what each code means and what to do, at the anchors of `helpUrl`. */
export function errorsDocument(): string {
  const requests = Object.entries(ERROR_CODES).map(([code, { meaning, status }]) => [
    anchor(code),
    `### ${code}`,
    meaning,
    adviceOn(code, ADVICE_ON_REQUESTS),
    `HTTP status where the whole request fails so: ${status}. ${retryability(code)}`,
  ]);
  const refusals = Object.entries(REFUSALS).map(([code, meaning]) => [
    // a code of both kinds is explained twice, and its link leads to the first
    ...(Object.hasOwn(ERROR_CODES, code) ? [] : [anchor(code)]),
    `### ${code}${Object.hasOwn(ERROR_CODES, code) ? " in a payload" : ""}`,
    meaning,
    adviceOn(code, ADVICE_ON_REFUSALS),
    retryability(code),
  ]);
  const blocks = [
    HEAD.trimEnd(),
    "## Errors of requests and fields",
    ...requests.flat(),
    "## Refusals of mutations",
    ...refusals.flat(),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The table of environment variables in docs/OPERATIONS.md. */
function variablesTable(): string {
  const rows = VARIABLE_TABLE.map(
    ({ name, default: fallback, expected, meaning }) =>
      `| \`${name}\` | ${fallback} | ${expected} | ${meaning} |`,
  );
  return ["| variable | default | takes | meaning |", "|---|---|---|---|", ...rows].join("\n");
}

const BEGIN = "<!-- variables: printed from the code -->";
const END = "<!-- end of variables -->";

/** A document with the table of variables as it is now between its two marks. */
export function withVariablesTable(document: string): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`the document has no ${BEGIN} … ${END}`);
  return `${document.slice(0, begin)}${BEGIN}\n${variablesTable()}\n${document.slice(end)}`;
}

const anchor = (code: string): string => `<a id="${helpUrl(code).split("#")[1] ?? ""}"></a>`;

const adviceOn = (code: string, advice: Readonly<Record<string, string>>): string =>
  `**What to do.** ${advice[code] ?? ""}`;

const retryability = (code: string): string =>
  isRetryable(code) ? "Retryable." : "Not retryable as it is.";
