// A payload as text that can be read, selected and copied. JSON is indented; anything else stands as it came.
import { useMemo, useState } from 'react';

export function Payload({ title, text }: { title: string; text: string | undefined }) {
  const [copied, setCopied] = useState(false);
  const pretty = useMemo(() => indented(text), [text]);
  if (text === undefined || text === '') return null;
  return (
    <details className="payload" open>
      <summary>{title}</summary>
      <button
        type="button"
        className="chip"
        onClick={() => void navigator.clipboard.writeText(pretty).then(() => setCopied(true))}
      >
        {copied ? 'Copied' : 'Copy'} <span className="unseen">{title}</span>
      </button>
      <pre tabIndex={0} aria-label={title}>
        {pretty}
      </pre>
    </details>
  );
}

function indented(text: string | undefined): string {
  try {
    return JSON.stringify(JSON.parse(text ?? ''), null, 2);
  } catch {
    return text ?? '';
  }
}
