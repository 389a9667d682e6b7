// A page that breaks takes nothing else with it: the frame stays, and says what to do.
import { Component, type ReactNode } from 'react';
import { Link } from './location.tsx';
import { Empty, Trouble } from './notice.tsx';

/** Give it the page's path as `key`, so that the next page begins anew. */
export class PageBoundary extends Component<{ children: ReactNode }, { broke?: Error }> {
  override state: { broke?: Error } = {};

  static getDerivedStateFromError(broke: Error) {
    return { broke };
  }

  override render() {
    const { broke } = this.state;
    if (!broke) return this.props.children;
    return (
      <Empty title="This page can’t be shown">
        <Trouble>{broke.message}</Trouble>
        <p>
          Reload it, or go <Link href="/">to the executions</Link>.
        </p>
      </Empty>
    );
  }
}
