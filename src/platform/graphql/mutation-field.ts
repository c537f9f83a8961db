import { Directive, Extensions } from "type-graphql";

/** Marks a mutation that creates something or moves money: it refuses to run without a key. */
export function RequiresIdempotency(): MethodDecorator {
  return (target, key, descriptor) => {
    Extensions({ requiresIdempotency: true })(target, key, descriptor);
    Directive("@requiresIdempotency")(target, key, descriptor);
  };
}
