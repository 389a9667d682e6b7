// Where a file is dropped, or chosen: one and the same label.
import { useEffect, useState, type DragEvent } from 'react';

export function DropZone({ take, disabled }: { take: (files: readonly File[]) => void; disabled: boolean }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // A file that misses the zone would otherwise be opened by the browser, in place of this page.
    const hold = (event: Event): void => event.preventDefault();
    addEventListener('dragover', hold);
    addEventListener('drop', hold);
    return () => {
      removeEventListener('dragover', hold);
      removeEventListener('drop', hold);
    };
  }, []);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!disabled) take([...event.dataTransfer.files]);
  };
  return (
    <label
      className={`drop-zone${over ? ' over' : ''}`}
      onDragOver={() => setOver(true)}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        type="file"
        className="unseen"
        accept=".csv,text/csv"
        disabled={disabled}
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])]);
          // The same file again, once it is corrected, is news as well.
          currentTarget.value = '';
        }}
      />
      <span>
        <b>Choose a CSV file</b>
        <span className="quiet"> or drop one here</span>
      </span>
    </label>
  );
}
