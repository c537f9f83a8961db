import type { FastifyReply, FastifyRequest } from "fastify";

/** Notes in the request's facts when its caller is gone before the whole answer is out. */
export function noteHangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) request.facts.gone.abort();
  });
}
