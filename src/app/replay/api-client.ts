import { z } from "zod";

import { Patience } from "./patience.ts";
import type { Waits } from "./patience.ts";

/** The API said no to a request as a whole, or could not be reached for too long. */
export class ApiFailure extends Error {}

const TROUBLE: Waits = { firstMs: 100, longestMs: 5_000, inAllMs: 120_000 };
const TIMEOUT_MS = 60_000;

const PASSING_STATUS: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const PASSING_CODE: ReadonlySet<string> = new Set(["THROTTLED", "SERVICE_UNAVAILABLE", "TIMEOUT"]);

const Answer = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        extensions: z.object({ code: z.string() }).optional(),
      }),
    )
    .optional(),
});
type Answer = z.infer<typeof Answer>;

/** What came of one attempt: an answer, or a reason to try again after at least so long. */
type Attempt =
  | { readonly answer: Answer }
  | { readonly answer: null; readonly why: string; readonly waitMs: number };

/**
 * Calls the API as one caller. Where the network fails, or the server says that it is not now, the
 * same request is sent again: mutations carry a key, so that this doubles nothing.
 */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;
  readonly #stop: AbortSignal;

  constructor(url: string, token: string, stop: AbortSignal) {
    this.#url = `${url}/graphql`;
    this.#token = token;
    this.#stop = stop;
  }

  get stop(): AbortSignal {
    return this.#stop;
  }

  /** The answer's data, in the shape that was asked for. */
  async run<Data>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    shape: z.ZodType<Data>,
  ): Promise<Data> {
    const { data, errors } = await this.#send(JSON.stringify({ query, variables }));
    const [error] = errors ?? [];
    if (error) throw new ApiFailure(`${error.extensions?.code ?? "ERROR"}: ${error.message}`);
    return shape.parse(data);
  }

  async #send(body: string): Promise<Answer> {
    const patience = new Patience(TROUBLE, this.#stop);
    for (;;) {
      const attempt = await this.#attempt(body);
      if (attempt.answer) return attempt.answer;
      if (!(await patience.another(attempt.waitMs))) {
        throw new ApiFailure(`${this.#url} does not answer: ${attempt.why}`);
      }
    }
  }

  async #attempt(body: string): Promise<Attempt> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${this.#token}` },
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      return attemptOf(response.status, response.headers.get("retry-after"), text);
    } catch (error) {
      return { answer: null, why: wordsOf(error), waitMs: 0 };
    }
  }
}

function attemptOf(status: number, retryAfter: string | null, text: string): Attempt {
  const seconds = /^\d+$/.test(retryAfter ?? "") ? Number(retryAfter) : 0;
  const later = { answer: null, why: `status ${status}`, waitMs: 1_000 * seconds };
  if (PASSING_STATUS.has(status)) return later;
  const answer = Answer.safeParse(parseJson(text));
  if (!answer.success) {
    return { answer: { data: null, errors: [{ message: `status ${status} without an answer` }] } };
  }
  const isPassing = answer.data.errors?.some((error) =>
    PASSING_CODE.has(error.extensions?.code ?? ""),
  );
  return isPassing === true ? later : { answer: answer.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The network's own words stand in the cause: "fetch failed" tells nobody anything. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
