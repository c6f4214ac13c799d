/**
 * The text as tree-sitter is to see it; every offset stays. Names of Python 2 statements, and `type` where it is called,
 * are soft key words in its grammar and statements in its eyes: there other names stand for them. What they are called
 * is read from the text itself later, so that strings and comments may be changed along.
 */
const STATEMENTS_OF_OLD = /\b(?:print|exec)\b|\btype(?=[ \t]*[^\s\w])/g;

export const softened = (text: string): string => text.replace(STATEMENTS_OF_OLD, (word) => `${word.slice(0, -1)}_`);
