import type { GraphQLRequest } from "@apollo/server";

export const COST_ONLY_HEADER = "x-cost-only";

/** Whether the caller wants to know what the operation costs, and not its answer. */
export function asksCostOnly({ http }: Pick<GraphQLRequest, "http">): boolean {
  return http?.headers.get(COST_ONLY_HEADER) === "1";
}
