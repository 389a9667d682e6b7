// The rooms of the console: where each is, what it is called, and what it shows.
import type { ComponentType } from 'react';
import { AttentionPage } from './attention/attention-page.tsx';
import { CameraPage } from './cameras/camera-page.tsx';
import { FleetPage } from './cameras/fleet-page.tsx';
import { ExecutionPage } from './executions/execution-page.tsx';
import { ExecutionsPage } from './executions/executions-page.tsx';
import type { PageProps } from './frame/page-props.ts';
import { ManifestPage } from './manifest/manifest-page.tsx';
import { WallPage } from './watch/wall-page.tsx';

export interface Room {
  readonly path: `/${string}`;
  readonly title: string;
  readonly Page: ComponentType<PageProps>;
  /** Path of the room in the menu that this one belongs to; the menu's rooms belong to themselves. */
  readonly under: `/${string}`;
  /** While it is shown, the backend pushes the execution of that name in detail. */
  readonly followsExecution?: true;
}

export const rooms: readonly Room[] = [
  { path: '/', under: '/', title: 'Executions', Page: ExecutionsPage },
  { path: '/executions', under: '/', title: 'Executions', Page: ExecutionsPage },
  { path: '/executions/{name}', under: '/', title: 'Executions', Page: ExecutionPage, followsExecution: true },
  { path: '/cameras', under: '/cameras', title: 'Cameras', Page: FleetPage },
  { path: '/cameras/{name}', under: '/cameras', title: 'Cameras', Page: CameraPage },
  { path: '/manifest', under: '/cameras', title: 'Import a manifest', Page: ManifestPage },
  { path: '/watch', under: '/watch', title: 'Watch', Page: WallPage },
  { path: '/attention', under: '/attention', title: 'Attention', Page: AttentionPage },
];

/** `room` is undefined when nothing is there. */
export function roomAt(path: string): { readonly room: Room | undefined; readonly name: string } {
  const [, first = '', ...rest] = path.split('/');
  const name = decoded(rest.join('/'));
  const template = name === '' ? `/${first}` : `/${first}/{name}`;
  return { room: rooms.find((room) => room.path === template), name };
}

/** As it stands when it can't be decoded: there is nothing of that name then. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
