// Counts the words of a text as a reader of its language would.
export const handler = async ({ text, language }) => {
  const segments = new Intl.Segmenter(language, { granularity: "word" }).segment(text);
  const words = [...segments].filter((segment) => segment.isWordLike).map((segment) => segment.segment);
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), "");
  return { words: words.length, longest };
};
