// A text as a file in the browser's downloads.
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has its own hold of it once the download has begun.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `cameras.csv` → `cameras.failed.csv` */
export const besides = (name: string, what: string): string => `${name.replace(/(\.failed)?\.csv$/i, '')}.${what}.csv`;
