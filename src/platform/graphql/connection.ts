import { Field, Int, ObjectType } from "type-graphql";

import { Authenticated } from "./access.ts";
import { Cost } from "./cost-directives.ts";

@ObjectType("PageInfo", { description: "Where a page stands in its list", simpleResolvers: true })
@Authenticated()
export class PageInfo {
  @Field(() => Boolean, { description: "True where more follows after this page" })
  hasNextPage: boolean;

  @Field(() => Boolean, { description: "True where something stands before this page" })
  hasPreviousPage: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the first row; null on an empty page",
  })
  startCursor: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the last row; null on an empty page",
  })
  endCursor: string | null;
}

/** Rows are walked to count them: as much as ten rows that are read. */
const COUNTING = 10;

/** Makes the edge and connection types of a node type; call once per type. */
export function connectionType<Node extends object>(node: () => new () => Node, name: string) {
  @ObjectType(`${name}Edge`, {
    description: `One ${name} in a page, with its cursor`,
    simpleResolvers: true,
  })
  @Authenticated()
  class Edge {
    @Field(() => String, { description: "Marks this row; send as after or before" })
    cursor: string;

    @Field(() => node(), { description: `The ${name}` })
    node: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name} rows`, simpleResolvers: true })
  @Authenticated()
  class Connection {
    @Field(() => [Edge], { description: "The rows with their cursors" })
    edges: Edge[];

    @Field(() => [node()], { description: "The rows without cursors" })
    nodes: Node[];

    @Field(() => PageInfo, { description: "Where the page stands" })
    pageInfo: PageInfo;

    @Field(() => Int, {
      nullable: true,
      description:
        "How many rows the whole list has, counted to 10,000 at most; 10,000 means that many or more",
    })
    @Cost(COUNTING)
    totalCount: number | null;

    @Field(() => Boolean, {
      nullable: true,
      description: "False where totalCount stopped at 10,000 and there may be more",
    })
    @Cost(COUNTING)
    totalCountIsExact: boolean | null;
  }
  return Connection;
}
