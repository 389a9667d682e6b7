// What is said when there is nothing to show, or something is wrong: always with what to do next.
import type { ReactNode } from 'react';

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

export function Trouble({ children }: { children: ReactNode }) {
  return (
    <div className="trouble" role="alert">
      <span aria-hidden="true">⚠</span> <span>{children}</span>
    </div>
  );
}
