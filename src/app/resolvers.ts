import { LeadResolver } from "../leads/index.ts";
import { PartnerResolver } from "../partners/index.ts";

import { NodeResolver } from "./node.resolver.ts";

/** Every resolver class; the schema is what they declare. */
export const resolverClasses = [NodeResolver, PartnerResolver, LeadResolver] as const;
