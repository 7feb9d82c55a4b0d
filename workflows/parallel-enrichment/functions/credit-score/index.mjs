// Scores a customer by how regularly bills were paid; the newest ones count most.
export const handler = async (event) => {
  if (!event.payments?.length) throw new Error("no payments to judge by");
  let weight = 1, points = 0, weights = 0;
  for (const daysLate of event.payments) {
    points += weight * Math.max(0, 1000 - daysLate * 40);
    weights += weight;
    weight *= 0.8;
  }
  return { score: Math.round(points / weights) };
};
