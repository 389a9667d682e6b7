// What AWS's SignalingClient needs of Node's `events`, in a browser. A function, because its compiled class calls it without `new`.
type Listener = (...args: unknown[]) => void;

const listenersOf = new WeakMap<object, Map<string, Set<Listener>>>();

function of(emitter: object): Map<string, Set<Listener>> {
  const listeners = listenersOf.get(emitter) ?? new Map<string, Set<Listener>>();
  listenersOf.set(emitter, listeners);
  return listeners;
}

export function EventEmitter(): void {
  // Everything is in the prototype.
}

Object.assign(EventEmitter.prototype as object, {
  on(this: object, event: string, listener: Listener): object {
    const listeners = of(this);
    listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
    return this;
  },
  removeListener(this: object, event: string, listener: Listener): object {
    of(this).get(event)?.delete(listener);
    return this;
  },
  removeAllListeners(this: object): object {
    of(this).clear();
    return this;
  },
  emit(this: object, event: string, ...args: unknown[]): boolean {
    const listeners = [...(of(this).get(event) ?? [])];
    for (const listener of listeners) listener(...args);
    return listeners.length > 0;
  },
});
