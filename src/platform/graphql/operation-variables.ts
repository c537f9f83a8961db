import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { getVariableValues } from "graphql";

/** A request, as far as its variables are concerned. */
export interface VariablesSource {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly request: { readonly variables?: Record<string, unknown> };
}

export type VariableValues = Readonly<Record<string, unknown>>;

const kept = new WeakMap<object, VariableValues | null>();

/**
 * The variables of a request as its operation declares them; null where they do not fit, which
 * execution tells. Worked out once per request, whoever asks.
 */
export function operationVariables({
  schema,
  operation,
  request,
}: VariablesSource): VariableValues | null {
  const known = kept.get(request);
  if (known !== undefined) return known;
  const definitions = operation.variableDefinitions ?? [];
  const values = getVariableValues(schema, definitions, request.variables ?? {}).coerced ?? null;
  kept.set(request, values);
  return values;
}
