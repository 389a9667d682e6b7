// What must outlive a mistake: the tables, protected from deletion, kept when the stack goes, restorable to any second; and the users.
import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ViewerUserPool } from './constructs/user-pool.ts';
import type { Settings } from './settings.ts';

export interface DataStackProperties extends StackProps {
  readonly settings: Settings;
}

export class DataStack extends Stack {
  readonly cameraTable: Table;
  /** What became of cameras and their registrations: for people to read, it decides nothing. */
  readonly historyTable: Table;
  /** Certificates that nobody takes any more: no role of the stacks may write it. */
  readonly banTable: Table;
  /** Only where users sign in with it. */
  readonly userPool?: ViewerUserPool;

  constructor(scope: Construct, id: string, { settings, ...properties }: DataStackProperties) {
    super(scope, id, { ...properties, description: 'Lensgate: cameras, owners and shares, and their history' });

    this.cameraTable = this.createTable('CameraTable');
    this.historyTable = this.createTable('HistoryTable');
    this.banTable = this.createTable('BanTable');

    this.cameraTable.addGlobalSecondaryIndex({
      indexName: 'CamerasByUser',
      partitionKey: { name: 'userId', type: AttributeType.STRING },
      sortKey: { name: 'pk', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });

    const { authentication, tokens } = settings.viewers;
    if (authentication === 'tokens' && tokens.issuer === undefined) {
      this.userPool = new ViewerUserPool(this, 'Users', settings);
    }
  }

  private createTable(id: string): Table {
    return new Table(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      // Cleans up what has ended by itself: full buckets of limits, expired shares and transfers, old history. It decides
      // nothing: it may be days late.
      timeToLiveAttribute: 'expiresAt',
      // A first deployment that fails takes its empty table with it; nothing else does.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}
