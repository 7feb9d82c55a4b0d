// Books one part of a trip with what is left of it.
import { createHash } from "node:crypto";

const places = {
  hotel: { Lisbon: 40, Oslo: 12 },
  flight: { Lisbon: 180, Oslo: 90 },
  car: { Lisbon: 4, Oslo: 20 },
};

class SoldOut extends Error {
  name = "SoldOut";
}

export const handler = async ({ what, city, people }) => {
  const left = places[what][city] ?? 0;
  if (people > left) throw new SoldOut(`${city} has ${left} places left in a ${what}, not ${people}`);
  const digest = createHash("sha256").update(`${what}/${city}/${people}`).digest("hex");
  return { confirmation: `${what[0].toUpperCase()}-${digest.slice(0, 6)}` };
};
