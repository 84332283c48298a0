import { In, type FindOperator } from "typeorm";

/** Whose things are everybody's: those from before keys owned what they create, and those made without a key. */
export const NOBODYS = "";

/**
 * The condition that an entity is a viewer's to see and to change: their own, or nobody's. Without a viewer all are:
 * where there are no keys, and for a key that may administrate.
 */
export const visibleTo = (viewer: string | undefined): { owner?: FindOperator<string> } =>
  viewer === undefined ? {} : { owner: In([viewer, NOBODYS]) };
