/** Says what time it is. The only place in the product that asks the machine. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
