// Cells for spreadsheets: nothing that looks like a formula goes out, and every text comes back.
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainCell, spreadsheetCell } from '../../cli/manifest/cell.ts';
import { failedRowsCsv, parseManifest } from '../../cli/manifest/csv.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom("'", '=', '+', '-', '@', ' ', '\t', '\n', '"', ',', '＝', 'a'))
    .map((parts) => parts.join('')),
);

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1+1', ' =1+1', '\r\n=1', '＝1+1', "'=1+1"])('marks %j', (formula) => {
  expect(spreadsheetCell(formula)).toBe(`'${formula}`);
});

it.each(['SN-1', 'ada@example.com', "'s-Hertogenbosch", '1=1', ''])('leaves %j as it is', (plain) => {
  expect([spreadsheetCell(plain), plainCell(plain)]).toEqual([plain, plain]);
});

it('gives every text back', () => {
  fc.assert(fc.property(text, (original) => plainCell(spreadsheetCell(original)) === original));
});

it('gives every text back through the file of failed rows, but for blanks at its ends', () => {
  fc.assert(
    fc.property(text, text, (serial, displayName) => {
      const row = { line: 2, fits: true, texts: { serial, camera: 'c', displayName }, reason: 'why' };
      const [back] = parseManifest('failed.csv', Buffer.from(failedRowsCsv([row])));
      expect([back!.texts.serial?.trim(), back!.texts.displayName?.trim()]).toEqual([
        serial.trim(),
        displayName.trim(),
      ]);
    }),
  );
});

it('takes an original file as it is, apostrophes and all', () => {
  const [row] = parseManifest('cameras.csv', Buffer.from(`serial,camera,displayName\nS,s,'=1\n`));
  expect(row!.texts.displayName).toBe("'=1");
});
