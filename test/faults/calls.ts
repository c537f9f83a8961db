import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { z } from "zod";

/** What came back for one HTTP request; reading it to the end succeeded. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** How long a client waits for an answer before it calls the outcome unknown. */
const PATIENCE_MS = 20_000;

export interface Sending {
  readonly method?: "GET" | "POST";
  readonly token?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborting it hangs up, as a client does that goes away. */
  readonly hangUp?: AbortSignal;
  readonly agent?: Agent;
}

/** One HTTP request; rejects where the connection broke or nothing came. */
export function send(url: string, sending: Sending = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, {
      agent: sending.agent ?? agent,
      method: sending.method ?? (sending.body === undefined ? "GET" : "POST"),
      timeout: PATIENCE_MS,
      ...(sending.hangUp ? { signal: sending.hangUp } : {}),
      headers: {
        "content-type": "application/json",
        ...(sending.token === undefined ? {} : { authorization: `Bearer ${sending.token}` }),
        ...sending.headers,
      },
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", reject);
    sent.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => (text += part));
      response.on("error", reject);
      response.on("close", () => {
        if (!response.complete) reject(new Error("the answer broke off"));
        else resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    sent.end(sending.body);
  });
}

export const ask = (
  url: string,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
  sending: Sending = {},
): Promise<Answer> =>
  send(`${url}/graphql`, { ...sending, token, body: JSON.stringify({ query, variables }) });

/** What a client knows after one mutation: done, refused, or nothing. */
export type Reply =
  | {
      readonly as: "done";
      readonly id: string;
      readonly version: number;
      readonly replayed: boolean;
    }
  | { readonly as: "refused"; readonly code: string }
  | { readonly as: "unknown"; readonly why: string };

/** One key and what became of it; for each field of a document with several. */
const Idempotency = z.looseObject({ replayed: z.boolean() });
const isReplayed = (idempotency: unknown): boolean =>
  [idempotency].flat().every((each) => Idempotency.safeParse(each).data?.replayed === true);

const Lead = z.object({ id: z.string(), version: z.number() });
const MutationAnswer = z.object({
  data: z
    .record(
      z.string(),
      z
        .object({ lead: Lead.nullable(), errors: z.array(z.object({ code: z.string() })) })
        .nullable(),
    )
    .nullish(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
  extensions: z.object({ idempotency: z.unknown().optional() }).optional(),
});

/** Calls a verb on a lead with a key; what goes wrong on the way is `unknown`, never thrown. */
export async function call(
  url: string,
  token: string,
  verb: string,
  input: Readonly<Record<string, unknown>>,
  key: string = randomUUID(),
  sending: Sending = {},
): Promise<Reply> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
  const query = `mutation ($input: ${type}!, $key: String!) { ${verb}(input: $input) @idempotent(key: $key) { lead { id version } errors { code } } }`;
  try {
    const { status, text } = await ask(url, token, query, { input, key }, sending);
    return replyOf(verb, status, text);
  } catch (error) {
    return { as: "unknown", why: error instanceof Error ? error.message : "?" };
  }
}

/** How long a client comes back that is told to. */
const COMES_BACK_MS = 60_000;

/** The same, and again after a while as long as the server says that it has too much to do. */
export async function callPatiently(
  url: string,
  token: string,
  verb: string,
  input: Readonly<Record<string, unknown>>,
  key: string = randomUUID(),
): Promise<Reply> {
  const end = performance.now() + COMES_BACK_MS;
  for (;;) {
    const reply = await call(url, token, verb, input, key);
    const isTurnedAway = reply.as === "unknown" && reply.why.startsWith("503");
    if (!isTurnedAway || performance.now() > end) return reply;
    await sleep(100);
  }
}

function replyOf(verb: string, status: number, text: string): Reply {
  const { data, errors, extensions } = MutationAnswer.parse(JSON.parse(text));
  const done = data?.[verb];
  const [refusal] = done?.errors ?? [];
  if (refusal) return { as: "refused", code: refusal.code };
  if (done?.lead) {
    const replayed = isReplayed(extensions?.idempotency);
    return { as: "done", ...done.lead, replayed };
  }
  return { as: "unknown", why: `${status} ${errors?.[0]?.extensions.code ?? text.slice(0, 200)}` };
}

/** A registration that nobody else makes: everything about it is of its number alone. */
export function prospect(number: string, company: string = number): Record<string, unknown> {
  return {
    company: { name: `Company ${company}`, domain: `c-${company}.com`, country: "DE" },
    contact: {
      name: "Anna Weber",
      email: `anna@p-${number}.com`,
      consent: { basis: "CONSENT" },
    },
  };
}

/** How many replies there are of each kind, for one comparison that shows all. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const reply of replies) {
    const name =
      reply.as === "refused"
        ? reply.code
        : reply.as === "unknown"
          ? `unknown: ${reply.why}`
          : reply.replayed
            ? "replayed"
            : "done";
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
