// The sample's way to a URL, as far as it is known (the source of its function is not to be read): the channel and its endpoint are asked of KVS for every request, then the SDK's signer signs with the SDK's hash.
import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { randomUUID } from 'node:crypto';

const client = new KinesisVideoClient({});

export async function handler({
  queryStringParameters = {},
}: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  const { ChannelInfo } = await client.send(
    new DescribeSignalingChannelCommand({ ChannelName: queryStringParameters['channelName'] }),
  );
  const channelArn = ChannelInfo!.ChannelARN!;
  const { ResourceEndpointList } = await client.send(
    new GetSignalingChannelEndpointCommand({
      ChannelARN: channelArn,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS'], Role: 'VIEWER' },
    }),
  );
  const { protocol, host, hostname, port } = new URL(ResourceEndpointList![0]!.ResourceEndpoint!);
  const signer = new SignatureV4({
    service: 'kinesisvideo',
    region: process.env['AWS_REGION']!,
    credentials: {
      accessKeyId: process.env['AWS_ACCESS_KEY_ID']!,
      secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY']!,
      sessionToken: process.env['AWS_SESSION_TOKEN']!,
    },
    sha256: Hash.bind(null, 'sha256'),
  });
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: '/',
      headers: { host },
      query: { 'X-Amz-ChannelARN': channelArn, 'X-Amz-ClientId': randomUUID() },
    },
    { expiresIn: 299 },
  );
  const signedURL = `${protocol}//${host}/?${new URLSearchParams(query as Record<string, string>).toString()}`;
  return { statusCode: 200, body: JSON.stringify({ signedURL }) };
}
