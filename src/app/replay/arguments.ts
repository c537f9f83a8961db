import { parseArgs } from "node:util";

import { InputError } from "./input-error.ts";

export interface ReplayArguments {
  /** The folder with the two files. */
  readonly data: string;
  /** One JSON object on the standard output instead of a table. */
  readonly json: boolean;
  /** The running server to aim at; null for one of our own. */
  readonly server: { readonly url: string; readonly tokensFile: string } | null;
}

export const HELP = `Drives a real marketing funnel through the HTTP API, as partners and sales would.

  npm run replay -- --data <folder> [--json] [--url <url> --tokens <file>]

  --data    A folder with olist_marketing_qualified_leads_dataset.csv and
            olist_closed_deals_dataset.csv. Each origin is a partner (a blank one is "(none)"),
            each row of the first file a lead of it, each row of the second a lead won.
  --json    One JSON object on the standard output instead of a table.
  --url     A running server, for example http://127.0.0.1:4000; needs --tokens. Without it a
            server of its own runs meanwhile, with its database in DATA_DIR (default .baton/replay)
            and whatever DATABASE_URL says left alone.
  --tokens  A JSON file with API keys or access tokens:
              {"partners": {"<origin>": "<token>", …}, "sales": "<token>", "finance": "<token>"}
            Each partner's token registers and reads leads (role PARTNER_MEMBER), sales' accepts and
            qualifies them (SALES_REP), finance's reads leads and credits (FINANCE). The server of
            its own leaves such a file in DATA_DIR/replay.json.

It may be stopped with Ctrl-C and run again: what is there is recognised and nothing is doubled.
Exit code 0: all is as the files say; 1: it is not, each difference is named; 2: what was given
cannot be replayed; 130: stopped.
`;

/** Reads the arguments; null where help was asked for. */
export function readArguments(args: readonly string[]): ReplayArguments | null {
  const { data, json, url, tokens, help } = parsed(args);
  if (help === true) return null;
  if (data === undefined)
    throw new InputError("Say which folder: npm run replay -- --data <folder>");
  const shared = { data, json: json === true };
  if (url === undefined && tokens === undefined) return { ...shared, server: null };
  if (url === undefined || tokens === undefined) {
    throw new InputError("--url and --tokens go together: a server, and who may call it.");
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new InputError(`--url is no address: ${url}`);
  }
  return { ...shared, server: { url: url.replace(/\/+$/, ""), tokensFile: tokens } };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: "string" },
        json: { type: "boolean" },
        url: { type: "string" },
        tokens: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new InputError(`${words}\nnpm run replay -- --help says more.`, { cause: error });
  }
}
