import { ObjectType } from "type-graphql";

/** The Query type, so that payloads can lead back to it. */
@ObjectType("Query", { description: "Everything that can be read" })
export class QueryRoot {}
