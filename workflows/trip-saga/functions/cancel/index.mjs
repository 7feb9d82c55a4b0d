// Undoes a booking; doing it twice changes nothing.
const cancelled = new Set();

export const handler = async ({ confirmation }) => {
  cancelled.add(confirmation);
  console.log(`cancelled ${confirmation}`);
  return { cancelled: confirmation };
};
