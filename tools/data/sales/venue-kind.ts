import { VenueKind } from "#contracts";

/** Venues by how they sell. Who sells in both ways is listed by what most of its reported sales are. */
const VENUES: readonly (readonly [pattern: RegExp, kind: VenueKind])[] = [
  [/private|pvt|direct|escrow|owner|broker/, "private"],
  [
    /afternic|sedo|buydomains|hugedomains|brandbucket|squadhelp|atom|dan\.?com|^dan$|uniregistry|undeveloped|efty|bodis|retail|end.?user|buy.?(it.?)?now|\bbin\b/,
    "retail",
  ],
  [
    /auction|godaddy|namejet|snapnames|dropcatch|dynadot|\bsav\b|flippa|pool|catched|namesilo|namecheap|parkio|park\.io|expired|moniker|ename|4\.cn|gname/,
    "auction",
  ],
];

/** The kind of a venue by its name; undefined for an unknown one. */
export const venueKindOf = (venue: string): VenueKind | undefined => {
  const name = venue.trim().toLowerCase();
  if (name === "") return undefined;
  const parsed = VenueKind.safeParse(name);
  if (parsed.success) return parsed.data;
  return VENUES.find(([pattern]) => pattern.test(name))?.[1];
};
