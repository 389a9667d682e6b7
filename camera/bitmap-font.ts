// Letters for the test card: five columns by seven rows each, one string per row.
const glyphs: Readonly<Record<string, string>> = {
  A: ' ### |#   #|#   #|#####|#   #|#   #|#   #',
  B: '#### |#   #|#   #|#### |#   #|#   #|#### ',
  C: ' ### |#   #|#    |#    |#    |#   #|#### ',
  D: '#### |#   #|#   #|#   #|#   #|#   #|#### ',
  E: '#####|#    |#    |#### |#    |#    |#####',
  F: '#####|#    |#    |#### |#    |#    |#    ',
  G: ' ### |#   #|#    |# ###|#   #|#   #|#### ',
  H: '#   #|#   #|#   #|#####|#   #|#   #|#   #',
  I: '#####|  #  |  #  |  #  |  #  |  #  |#####',
  J: '    #|    #|    #|    #|#   #|#   #| ### ',
  K: '#   #|#  # |# #  |##   |# #  |#  # |#   #',
  L: '#    |#    |#    |#    |#    |#    |#####',
  M: '#   #|## ##|# # #|# # #|#   #|#   #|#   #',
  N: '#   #|##  #|# # #|#  ##|#   #|#   #|#   #',
  O: ' ### |#   #|#   #|#   #|#   #|#   #| ### ',
  P: '#### |#   #|#   #|#### |#    |#    |#    ',
  Q: ' ### |#   #|#   #|#   #|# # #|#  # | ## #',
  R: '#### |#   #|#   #|#### |# #  |#  # |#   #',
  S: ' ####|#    |#    | ### |    #|    #|#### ',
  T: '#####|  #  |  #  |  #  |  #  |  #  |  #  ',
  U: '#   #|#   #|#   #|#   #|#   #|#   #| ### ',
  V: '#   #|#   #|#   #|#   #|#   #| # # |  #  ',
  W: '#   #|#   #|#   #|# # #|# # #|## ##|#   #',
  X: '#   #|#   #| # # |  #  | # # |#   #|#   #',
  Y: '#   #|#   #| # # |  #  |  #  |  #  |  #  ',
  Z: '#####|    #|   # |  #  | #   |#    |#####',
  '0': ' ### |#   #|#  ##|# # #|##  #|#   #| ### ',
  '1': '  #  | ##  |  #  |  #  |  #  |  #  |#####',
  '2': ' ### |#   #|    #|   # |  #  | #   |#####',
  '3': '#### |    #|    #| ### |    #|    #|#### ',
  '4': '   # |  ## | # # |#  # |#####|   # |   # ',
  '5': '#####|#    |#### |    #|    #|#   #| ### ',
  '6': ' ### |#    |#    |#### |#   #|#   #| ### ',
  '7': '#####|    #|   # |  #  | #   | #   | #   ',
  '8': ' ### |#   #|#   #| ### |#   #|#   #| ### ',
  '9': ' ### |#   #|#   #| ####|    #|    #| ### ',
  '-': '     |     |     |#####|     |     |     ',
  _: '     |     |     |     |     |     |#####',
  ':': '     |  #  |  #  |     |  #  |  #  |     ',
  '.': '     |     |     |     |     |  #  |  #  ',
  ' ': '     |     |     |     |     |     |     ',
};
const unknownGlyph = '#####|#   #|#   #|#   #|#   #|#   #|#####';

/** Width of a character with the gap after it, and its height, in dots. */
export const glyphWidth = 6;
export const glyphHeight = 7;

/** Calls `dot` for every dot of the text; small letters are drawn as capitals, unknown characters as boxes. */
export function drawText(text: string, dot: (x: number, y: number) => void): void {
  for (const [index, character] of [...text.toUpperCase()].entries()) {
    const rows = (glyphs[character] ?? unknownGlyph).split('|');
    for (const [y, row] of rows.entries()) {
      for (const [x, mark] of [...row].entries()) if (mark === '#') dot(index * glyphWidth + x, y);
    }
  }
}
