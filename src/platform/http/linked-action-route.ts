import type { FastifyInstance } from "fastify";

import { answerError } from "./answer-error.ts";

/** Something small that a link in a mail does, without logging in. */
export interface LinkedAction {
  readonly path: string;
  /** What the page asks, and what it says when it is done; in words for whoever reads any language. */
  readonly asks: string;
  readonly done: string;
  /** False where the link opens nothing. */
  readonly act: (link: unknown, requestId: string) => Promise<boolean>;
}

/** A page of ours in a browser may send its own form, and do nothing else. */
const FORM_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Serves a link that acts: GET only asks, since mail programs and scanners fetch every link they see; POST
 * acts, from the page's button or by a mail program's own (RFC 8058).
 */
export function linkedActionRoute(app: FastifyInstance, action: LinkedAction): void {
  const route = { exposeHeadRoute: false };
  app.get(action.path, route, (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", FORM_POLICY)
      .send(page(`<form method="post"><button>${action.asks}</button></form>`)),
  );
  app.post<{ Querystring: { link?: unknown } }>(action.path, async (request, reply) => {
    if (await action.act(request.query.link, request.id))
      return reply.type("text/html; charset=utf-8").send(page(`<p>${action.done}</p>`));
    return answerError(reply, "FORBIDDEN", "The link opens nothing", { status: 403 });
  });
}

const page = (body: string): string =>
  `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">${body}\n`;
