// A process for the kill test: puts items and prints each one's key once it is acknowledged.
import { writeSync } from 'node:fs';
import { Dynalite } from '../../../localcloud/services/dynamodb/dynalite.ts';

const dynalite = await Dynalite.open(process.env['DIRECTORY']!, 'us-east-1', '000000000000');
await dynalite.execute('CreateTable', {
  TableName: 'written',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  BillingMode: 'PAY_PER_REQUEST',
});
while ((await dynalite.describe('written'))?.TableStatus !== 'ACTIVE') await new Promise(setImmediate);
for (let number = 0; ; number++) {
  await dynalite.execute('PutItem', { TableName: 'written', Item: { pk: { S: String(number) } } });
  writeSync(1, `${number}\n`);
}
