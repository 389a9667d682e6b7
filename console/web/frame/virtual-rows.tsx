// Of a long list only the rows in sight are in the page, so that 10,000 scroll as smoothly as ten.
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface VirtualRowsProps<T> {
  readonly items: readonly T[];
  readonly rowHeight: number;
  readonly keyOf: (item: T) => string;
  /** Cells; the row around them is made here. */
  readonly render: (item: T) => ReactNode;
  readonly head: ReactNode;
  readonly label: string;
  readonly className: string;
}

const spareRows = 8;

export function VirtualRows<T>({ items, rowHeight, keyOf, render, head, label, className }: VirtualRowsProps<T>) {
  const body = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: 0, count: 40 });
  useLayoutEffect(() => {
    const measure = (): void => {
      const top = body.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - spareRows);
      const count = Math.ceil(innerHeight / rowHeight) + 2 * spareRows;
      setRange((before) => (before.first === first && before.count === count ? before : { first, count }));
    };
    measure();
    addEventListener('scroll', measure, { passive: true });
    addEventListener('resize', measure);
    return () => {
      removeEventListener('scroll', measure);
      removeEventListener('resize', measure);
    };
  }, [rowHeight, items.length]);
  const shown = items.slice(range.first, range.first + range.count);
  return (
    <div role="table" aria-label={label} aria-rowcount={items.length + 1} className={`rows ${className}`}>
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="row-head">
          {head}
        </div>
      </div>
      <div role="rowgroup" ref={body} className="rows-body" style={{ height: items.length * rowHeight }}>
        {shown.map((item, index) => (
          <div
            role="row"
            aria-rowindex={range.first + index + 2}
            key={keyOf(item)}
            className="row-line"
            style={{ height: rowHeight, transform: `translateY(${(range.first + index) * rowHeight}px)` }}
          >
            {render(item)}
          </div>
        ))}
      </div>
    </div>
  );
}
