import type { FastifyInstance } from "fastify";

import { mayHaveTokens } from "../local-caller.ts";
import { sendFile } from "../stored-file.ts";

import { readExplorerFiles } from "./explorer-files.ts";
import { explorerPage } from "./explorer-page.ts";

/** An operation that the page opens in a tab. */
export interface ExampleOperation {
  readonly query: string;
  /** JSON; `{{uuid}}` in it becomes a new UUID. */
  readonly variables: string | null;
  /** Who may try it; null: everybody. */
  readonly roles: readonly string[] | null;
}

export interface RoleToken {
  readonly role: string;
  /** What the menu shows. */
  readonly label: string;
  readonly token: string;
}

export interface ExplorerOptions {
  readonly examples: readonly ExampleOperation[];
  /**
   * Makes a fresh token for each role, in demo mode only; null everywhere else. Only callers on
   * this machine get them.
   */
  readonly tokens: (() => Promise<readonly RoleToken[]>) | null;
}

/** Files of this server, and the fonts and images in its stylesheet; nothing inline, nothing else. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const FOREVER = "public, max-age=31536000, immutable";

/** Serves GraphiQL at /graphiql from our own files, which work without any other network. */
export function explorerRoute(
  app: FastifyInstance,
  options: ExplorerOptions,
  publicUrl: string | null,
): void {
  const files = readExplorerFiles();
  const version = (name: string) => files.get(name)?.etag.replaceAll('"', "") ?? "";
  const page = explorerPage((name) => `/graphiql/${name}?v=${version(name)}`);

  app.get("/graphiql", (_, reply) =>
    reply
      .header("content-security-policy", PAGE_POLICY)
      .type("text/html; charset=utf-8")
      .send(page),
  );
  app.get("/graphiql/config.json", async (request) => ({
    roles: options.tokens && mayHaveTokens(request, publicUrl) ? await options.tokens() : [],
    examples: options.examples,
  }));
  app.get<{ Params: { file: string }; Querystring: { v?: string } }>(
    "/graphiql/:file",
    (request, reply) => {
      const file = files.get(request.params.file);
      if (!file) return reply.callNotFound();
      const isThisVersion = request.query.v === version(request.params.file);
      return sendFile(reply, file, isThisVersion ? FOREVER : "no-cache");
    },
  );
}
