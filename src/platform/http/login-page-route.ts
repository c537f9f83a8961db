import type { FastifyInstance, FastifyReply } from "fastify";

/** A page of ours that a link in a mail leads to: it asks for a login, and whoever logs in goes on to what is theirs. */
export interface LoginPage {
  readonly path: string;
  readonly enter: (attempt: LoginAttempt) => Promise<Entered>;
}

export interface LoginAttempt {
  /** The link's own, unchecked. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly email: string;
  readonly password: string;
  readonly requestId: string;
  /** The network address it came from, for throttling only. */
  readonly address: string;
}

/** Where whoever logged in goes on to, or what the page says instead. */
export type Entered = { readonly to: string } | { readonly says: string };

/** A page of ours in a browser may send its own form, and do nothing else. */
const FORM_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
/** No address and password of ours are longer. */
const MOST_BYTES = 4_096;

/** Serves a page that asks for a login. Nobody stays logged in: there is no cookie, and what it leads to is a link of its own. */
export function loginPageRoute(app: FastifyInstance, page: LoginPage): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/x-www-form-urlencoded",
      { parseAs: "string", bodyLimit: MOST_BYTES },
      (_request, body, parsed) => parsed(null, new URLSearchParams(String(body))),
    );
    scope.get(page.path, { exposeHeadRoute: false }, (_request, reply) => shown(reply, null));
    scope.post<{ Querystring: Record<string, unknown> }>(page.path, async (request, reply) => {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const entered = await page.enter({
        parameters: request.query,
        email: form.get("email") ?? "",
        password: form.get("password") ?? "",
        requestId: request.id,
        address: request.ip,
      });
      if ("says" in entered) return shown(reply.code(403), entered.says);
      return reply.header("cache-control", "no-store").redirect(entered.to, 303);
    });
    done();
  });
}

function shown(reply: FastifyReply, says: string | null): FastifyReply {
  const said = says === null ? "" : `<p role="alert">${escaped(says)}</p>`;
  return reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", FORM_POLICY)
    .header("cache-control", "no-store")
    .send(`${HEAD}${said}${FORM}\n`);
}

const HEAD = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Baton</title>`;
const FORM = `<form method="post">
<p><label>E-mail <input name="email" type="email" autocomplete="username" required></label></p>
<p><label>Password / Passwort <input name="password" type="password" autocomplete="current-password" required></label></p>
<p><button>Log in / Anmelden</button></p></form>`;

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
