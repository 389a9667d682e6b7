// Motion JPEG in Matroska, as a producer sends it: a header once, then cluster after cluster. [RFC 9559]
import { element, elementHeader, ids } from '../matroska/elements.ts';
import type { Picture } from './motion-jpeg.ts';

/** Timestamps are milliseconds since the epoch: PutMedia's fragment timecode type `ABSOLUTE`. */
export interface TimedPicture extends Picture {
  readonly atMs: number;
}

const trackNumber = 1;
const videoTrack = 1;
const nanosecondsPerTick = 1_000_000;
const keyframe = 0x80;

/** EBML header, a Segment without an end, Info, and one video track. */
export function matroskaHeader({ width, height }: { width: number; height: number }): Buffer {
  return Buffer.concat([
    element(
      ids.ebml,
      Buffer.concat([
        element(ids.docType, 'matroska'),
        element(ids.docTypeVersion, 4),
        element(ids.docTypeReadVersion, 2),
      ]),
    ),
    elementHeader(ids.segment),
    element(
      ids.info,
      Buffer.concat([
        element(ids.timestampScale, nanosecondsPerTick),
        element(ids.muxingApp, 'lensgate'),
        element(ids.writingApp, 'lensgate'),
      ]),
    ),
    element(
      ids.tracks,
      element(
        ids.trackEntry,
        Buffer.concat([
          element(ids.trackNumber, trackNumber),
          element(ids.trackUid, 1),
          element(ids.trackType, videoTrack),
          element(ids.flagLacing, 0),
          element(ids.codecId, 'V_MJPEG'),
          element(ids.video, Buffer.concat([element(ids.pixelWidth, width), element(ids.pixelHeight, height)])),
        ]),
      ),
    ),
  ]);
}

/** The pictures of less than 32 seconds, the oldest first: blocks count their time from it, in 16 bits. */
export function matroskaCluster(pictures: readonly [TimedPicture, ...TimedPicture[]]): Buffer {
  const startedAtMs = pictures[0].atMs;
  const blocks = pictures.map(({ atMs, jpeg }) => {
    const head = Buffer.from([0x80 | trackNumber, 0, 0, keyframe]);
    head.writeInt16BE(atMs - startedAtMs, 1);
    return element(ids.simpleBlock, Buffer.concat([head, jpeg]));
  });
  return element(ids.cluster, Buffer.concat([element(ids.timestamp, startedAtMs), ...blocks]));
}
