const REPLACEMENT = '\ufffd';

/**
 * The text as PostgreSQL can hold it. It has no place for the character NUL, so that is shown as
 * U+FFFD, as half a character is in any UTF-8; the log keeps the text as it was.
 */
export const storableText = (text: string): string =>
  text.includes('\0') ? text.replaceAll('\0', REPLACEMENT) : text;

/** A parameter of a question: texts as they are stored, so that what is looked for is found. */
export const storableValue = (value: unknown): unknown =>
  typeof value === 'string' ? storableText(value) : value;
