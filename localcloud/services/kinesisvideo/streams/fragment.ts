// A fragment: one cluster of a producer's Matroska, as it lies on disk.

export interface Fragment {
  /** 47 digits; later fragments of a stream have larger ones. */
  readonly number: string;
  /** Name of the file in the stream's directory. It begins with EBML header, Segment, Info and Tracks. */
  readonly file: string;
  readonly headerLength: number;
  /** Where the cluster's blocks lie in the file, and how many bytes they are. */
  readonly offset: number;
  readonly size: number;
  /** The cluster's Timestamp, in the file's own ticks. */
  readonly timestamp: number;
  /** Milliseconds since the epoch. */
  readonly serverAt: number;
  readonly producerAt: number;
  readonly lengthMs: number;
}

/** What is known of a fragment when all of it has arrived. */
export type FragmentTimes = Pick<Fragment, 'timestamp' | 'producerAt' | 'lengthMs'>;
