import type { z } from "zod";

/** Does one job. The payload is as the database gave it; the request id stands for the job in logs and audit. */
export type Task = (payload: unknown, requestId: string) => Promise<void>;

/** The tasks by the names under which the database enqueues them. */
export type Tasks = Readonly<Record<string, Task>>;

/**
 * Makes a task of a verb and the shape of its payload, which holds ids only: what they name is
 * read when the job runs. A payload of another shape fails the job.
 */
export function task<Payload>(
  shape: z.ZodType<Payload>,
  work: (payload: Payload, requestId: string) => Promise<void>,
): Task {
  return async (payload, requestId) => work(shape.parse(payload), requestId);
}
