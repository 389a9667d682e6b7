// Items as plain objects: strings, numbers and maps go in and come out.
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** What reads and writes items: commands of `@aws-sdk/lib-dynamodb`. */
export type DocumentClient = Pick<DynamoDBDocumentClient, 'send'>;

export const documentClient = (config: DynamoDBClientConfig): DocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    // What is undefined is left out of the item, and of an expression's values.
    marshallOptions: { removeUndefinedValues: true },
    // The SDK refuses to read a whole page for one number that is larger than JavaScript's integers. We write none; somebody's hand may.
    unmarshallOptions: { wrapNumbers: Number },
  });
