// What a look at the fleet finds, and what ends it. The function only finds: statemachines/reconcile-fleet.asl.yaml acts.

/** The kinds of drift, the most urgent first. What they mean stands in docs/admin.md. */
export const drifts = [
  'certificate-without-record',
  'banned-certificate',
  'retirement-unfinished',
  'rotation-unfinished',
  'renewal-unfinished',
  'registration-unfinished',
  'record-without-channel',
  'leftovers',
  'record-without-rights',
  'registration-waits',
  'retention-differs',
  'online-without-connection',
  'outdated-share',
  'items-without-record',
] as const;
export type Drift = (typeof drifts)[number];

export interface Finding {
  readonly drift: Drift;
  /** What it is about: no other finding of the same drift has it. */
  readonly subject: string;
  readonly cameraName?: string;
  readonly serialNumber?: string;
  /** A sentence for people. */
  readonly says: string;
  /** Absent: that is for a person to decide. */
  readonly repair?: Repair;
  /** Verified by reading what it is about: no second look is waited for. */
  readonly isUrgent?: true;
}

/** As the state machine reads it. */
export type Repair =
  | { readonly do: 'deactivate-certificate'; readonly certificateId: string }
  | {
      readonly do: 'retire-camera' | 'rotate-channel' | 'renew-certificate';
      readonly executionName: string;
      readonly input: object;
    }
  | { readonly do: 'register'; readonly message: object }
  | {
      readonly do: 'set-retention';
      readonly streamArn: string;
      readonly version: string;
      readonly operation: 'INCREASE_DATA_RETENTION' | 'DECREASE_DATA_RETENTION';
      readonly changeHours: number;
    }
  | {
      readonly do: 'give-rights';
      readonly serialNumber: string;
      readonly certificateId: string;
      /** Otherwise the certificate is attached to the one that is there. */
      readonly lacksThing: boolean;
    }
  | { readonly do: 'mark-offline'; readonly sessionIdentifier: string; readonly versionNumber: string }
  | { readonly do: 'delete-item'; readonly sk: string; readonly mark: ItemMark };

/** By which an item of a camera is known again: an attribute, as DynamoDB has it. */
export type ItemMark =
  | { readonly name: 'epoch'; readonly value: { readonly N: string } }
  | { readonly name: 'sessionIdentifier'; readonly value: { readonly S: string } };

export const epochMark = (epoch: number): ItemMark => ({ name: 'epoch', value: { N: String(epoch) } });

/** The same finding in two looks has the same key. */
export const keyOf = ({ drift, subject }: Pick<Finding, 'drift' | 'subject'>): string => `${drift} ${subject}`;
