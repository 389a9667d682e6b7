// The data plane by HTTP: publish to a topic, ask after a client's connection, end it. [iot-data API reference]
import { AwsError } from '../../core/aws-error.ts';
import { arn, type CloudContext } from '../../core/cloud-context.ts';
import { awsApi, type AwsApi, type Permission } from '../../core/operation.ts';
import type { Broker } from './broker.ts';
import { clientIdRule, invalidRequest, member, notFound } from './members.ts';
import { maxPayloadBytes, topicFault } from './messages.ts';

/** Properties of MQTT 5 messages, which the broker doesn't speak. */
const mqtt5 = [
  'userProperties',
  'payloadFormatIndicator',
  'contentType',
  'responseTopic',
  'correlationData',
  'messageExpiry',
] as const;

export function dataPlaneApi(cloud: CloudContext, broker: Broker): AwsApi {
  const permission = (action: string, resource: string): Permission => ({
    action: `iot:${action}`,
    resource: arn(cloud, 'iot', resource),
  });

  return awsApi('iotdataplane', {
    Publish: {
      permissions: ({ topic = '', retain }) => [
        permission('Publish', `topic/${topic}`),
        ...(retain ? [permission('RetainPublish', `topic/${topic}`)] : []),
      ],
      async handle({ topic = '', payload = '', qos = 0, retain = false, ...others }, { principal }) {
        const foreign = mqtt5.find((name) => others[name] !== undefined);
        if (foreign) {
          throw new AwsError('NotImplementedException', `${foreign}: the local cloud does not imitate MQTT 5.`, {
            statusCode: 501,
          });
        }
        if (qos !== 0 && qos !== 1) throw invalidRequest(`qos: ${String(qos)} is not one of 0, 1`);
        if (/[+#]/.test(topic)) throw invalidRequest(`topic: ${topic} has a wildcard`);
        const fault = topicFault(topic);
        if (fault) throw invalidRequest(`topic: ${fault}`);
        if (topic.startsWith('$')) throw new AwsError('ForbiddenException', `topic: ${topic} is reserved`);
        const bytes = Buffer.from(payload as Uint8Array | string);
        if (bytes.length > maxPayloadBytes) {
          throw new AwsError('RequestEntityTooLargeException', `payload: more than ${maxPayloadBytes} bytes`);
        }
        const publisher = principal.context['aws:userid'];
        await broker.publish(
          { topic, payload: bytes, ...(publisher !== undefined && { principal: publisher }) },
          { qos, retain },
        );
        return {};
      },
    },

    GetConnection: {
      permissions: ({ clientId }) => permission('GetConnection', `client/${clientId}`),
      async handle({ clientId, includeSocketInformation = false }) {
        const id = member('clientId', clientId, clientIdRule);
        if (includeSocketInformation) {
          throw new AwsError('NotImplementedException', 'The local cloud does not tell socket information.', {
            statusCode: 501,
          });
        }
        // [GetConnection: ResourceNotFoundException] How long AWS remembers a client that has gone is UNCONFIRMED; here it forgets at once.
        if (!broker.isConnected(id)) throw notFound(`No client ${id} is connected`);
        return { connected: true, clientId: id };
      },
    },

    DeleteConnection: {
      // UNCONFIRMED: name of the action and form of the resource are inferred from the API's.
      permissions: ({ clientId }) => permission('DeleteConnection', `client/${clientId}`),
      async handle({ clientId, cleanSession = false, preventWillMessage = false }) {
        const id = member('clientId', clientId, clientIdRule);
        if (await broker.endConnection(id, { cleanSession, preventWillMessage })) return {};
        throw notFound(`No client ${id} is connected`);
      },
    },
  });
}
