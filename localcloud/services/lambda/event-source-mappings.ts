// Which queue feeds which function, and how. They come from the templates; `run` starts their pollers.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { EventSourceMapping } from './event-source-mapping.ts';
import type { Functions } from './functions.ts';
import type { Invoker } from './invoker.ts';
import { SqsPoller } from './sqs-poller.ts';

export class EventSourceMappings {
  readonly #cloud: CloudContext;
  readonly #functions: Functions;
  readonly #invoker: Invoker;
  readonly #mappings = new Map<string, EventSourceMapping>();
  readonly #pollers = new Map<string, SqsPoller>();
  #running = false;

  constructor(cloud: CloudContext, functions: Functions, invoker: Invoker) {
    this.#cloud = cloud;
    this.#functions = functions;
    this.#invoker = invoker;
  }

  all(): EventSourceMapping[] {
    return [...this.#mappings.values()];
  }

  async put(mapping: EventSourceMapping): Promise<void> {
    await this.#pollers.get(mapping.uuid)?.stop();
    this.#mappings.set(mapping.uuid, mapping);
    if (this.#running) this.#start(mapping);
  }

  start(): void {
    this.#running = true;
    for (const mapping of this.#mappings.values()) this.#start(mapping);
  }

  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all([...this.#pollers.values()].map((poller) => poller.stop()));
  }

  #start(mapping: EventSourceMapping): void {
    if (!mapping.enabled) return;
    const poller = new SqsPoller(this.#cloud, this.#functions, this.#invoker, mapping);
    this.#pollers.set(mapping.uuid, poller);
    poller.start();
  }
}
