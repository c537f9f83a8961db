import { z } from "zod";

import type { ApiClient } from "./api-client.ts";
import { InputError } from "./input-error.ts";

const PAGE = 100;

const PageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const pageOf = <Node>(node: z.ZodType<Node>) =>
  z.object({ page: z.object({ nodes: z.array(node), pageInfo: PageInfo }) });

const LeadNode = z.object({
  id: z.string(),
  externalReference: z.string().nullable(),
  stage: z.string(),
  salesQualifiedAt: z.string().nullable(),
  opportunity: z
    .object({
      amount: z.object({ minorUnits: z.string(), currency: z.string() }),
      closeOn: z.string(),
    })
    .nullable(),
});
export type LeadNode = z.infer<typeof LeadNode>;

const CreditNode = z.object({
  leadId: z.string(),
  amount: z.object({ minorUnits: z.string(), currency: z.string() }),
});
export type CreditNode = z.infer<typeof CreditNode>;

/** All leads of a partner that the client may see. */
export function readLeads(client: ApiClient, partnerId: string): Promise<LeadNode[]> {
  return readAll(
    client,
    `query Leads($partnerId: ID!, $after: String) {
      page: leads(first: ${PAGE}, after: $after, filter: { partnerId: $partnerId }) {
        nodes { id externalReference stage salesQualifiedAt opportunity { amount { minorUnits currency } closeOn } }
        pageInfo { hasNextPage endCursor } } }`,
    partnerId,
    LeadNode,
  );
}

/** All credits of a partner that the client may see. */
export function readCredits(client: ApiClient, partnerId: string): Promise<CreditNode[]> {
  return readAll(
    client,
    `query Credits($partnerId: ID!, $after: String) {
      page: credits(first: ${PAGE}, after: $after, filter: { partnerId: $partnerId }) {
        nodes { leadId amount { minorUnits currency } }
        pageInfo { hasNextPage endCursor } } }`,
    partnerId,
    CreditNode,
  );
}

async function readAll<Node>(
  client: ApiClient,
  query: string,
  partnerId: string,
  node: z.ZodType<Node>,
): Promise<Node[]> {
  const all: Node[] = [];
  let after: string | null = null;
  do {
    const { page }: z.infer<ReturnType<typeof pageOf<Node>>> = await client.run(
      query,
      { partnerId, after },
      pageOf(node),
    );
    all.push(...page.nodes);
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return all;
}

const Partners = z.object({
  partners: z.object({ nodes: z.array(z.object({ id: z.string() })) }),
});

/** The partner that the client speaks for: a partner's caller sees itself alone. */
export async function readOwnPartner(client: ApiClient, origin: string): Promise<string> {
  const { partners } = await client.run(
    "query Own { partners(first: 2) { nodes { id } } }",
    {},
    Partners,
  );
  const [own, other] = partners.nodes;
  if (own && !other) return own.id;
  throw new InputError(`The token for ${origin} is not a partner's.`);
}

const Criteria = z.object({
  criteriaInForce: z.array(
    z.object({ id: z.string(), criteria: z.array(z.object({ key: z.string() })) }),
  ),
});

/** The criteria version in force, by which sales qualifies. */
export interface CriteriaInForce {
  readonly id: string;
  readonly keys: readonly string[];
}

export async function readCriteria(client: ApiClient): Promise<CriteriaInForce> {
  const { criteriaInForce } = await client.run(
    "query Criteria { criteriaInForce { id criteria { key } } }",
    {},
    Criteria,
  );
  const [first] = criteriaInForce;
  if (!first) throw new InputError("No criteria are in force: sales cannot qualify.");
  return { id: first.id, keys: first.criteria.map((each) => each.key) };
}
