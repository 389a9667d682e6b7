// Foreign text in a file that people open in a spreadsheet. What a spreadsheet would take for a formula gets an apostrophe in front,
// and loses it when the file is imported again. [OWASP, CSV injection]

// Blanks before the sign don't hinder every spreadsheet. The wide signs are those of East Asian keyboards.
const formula = /^[\s']*[=+\-@＝＋－＠]/;
const marked = /^'(?=[\s']*[=+\-@＝＋－＠])/;

/** What has apostrophes before its sign already gets one more: so every text comes back as it was. */
export const spreadsheetCell = (text: string | undefined): string | undefined =>
  text !== undefined && formula.test(text) ? `'${text}` : text;

export const plainCell = (text: string | undefined): string | undefined => text?.replace(marked, '');
