import type { ASTVisitor, ValidationContext } from "graphql";
import { GraphQLError } from "graphql";

/**
 * Refuses operations of a kind that the schema has no root for. The library's rules let them through
 * where they ask for no field of it (`subscription { __typename }`), and executing them then fails.
 */
export function rootTypesRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`The schema has no ${node.operation}s`, { nodes: node }),
      );
    },
  };
}
