import path from "node:path";

import type { DemoFile } from "./demo-file.ts";

const FIRST_QUERY =
  "{ leads(first: 3) { totalCount nodes { reference stage company { name } credits { nodes { amount { amount currency } } } } } }";

/** Tells a newcomer on screen where the server is, a token per role, and one line to paste. */
export function announce(demo: DemoFile, dataDir: string): void {
  const width = Math.max(...Object.keys(demo.tokens).map((role) => role.length));
  const tokens = Object.entries(demo.tokens).map(
    ([role, token]) => `  ${role.padEnd(width)}  ${token}`,
  );
  const partner = demo.tokens["PARTNER_ADMIN"] ?? "";
  const body = JSON.stringify({ query: FIRST_QUERY });
  const lines = [
    "",
    `Baton is running with demo data: ${demo.url}/graphql`,
    `GraphiQL, with these tokens and examples in its menu: ${demo.url}/graphiql`,
    "",
    "A token per role (Authorization: Bearer …):",
    ...tokens,
    "",
    "Paste this to see a partner's newest leads:",
    `  curl -s ${demo.url}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${partner}' -d '${body}'`,
    "",
    `The same is in ${path.join(dataDir, "demo.json")}. Stop with Ctrl-C; start again and all is still there.`,
    "",
  ];
  process.stdout.write(lines.join("\n"));
}
