// AWS IoT Core: registry, policies, certificates and just-in-time registration, topic rules, and the MQTT broker with presence.
import type { CloudContext } from '../../core/cloud-context.ts';
import type { Service } from '../../core/service.ts';
import { openServerCertificates } from '../../certificates/server-certificates.ts';
import { attachmentHandlers } from './attachments.ts';
import { Broker } from './broker.ts';
import { caCertificateHandlers } from './ca-certificates.ts';
import { certificateHandlers } from './certificates.ts';
import { dataPlaneApi } from './data-plane.ts';
import { DevicePolicies } from './device-policy.ts';
import { endpointHandlers } from './endpoints.ts';
import { makeIotApi } from './handlers.ts';
import { listenForDevices, type Listener } from './listener.ts';
import { policyHandlers } from './policies.ts';
import { iotResources } from './resources.ts';
import { roleAliasHandlers } from './role-aliases.ts';
import { RuleEngine } from './rules/rule-engine.ts';
import { openIotState } from './state.ts';
import { thingTypeHandlers } from './thing-types.ts';
import { thingHandlers } from './things.ts';
import { topicRuleHandlers } from './topic-rules.ts';

/**
 * What is guaranteed: a client's CONNECT that registers a certificate is not answered (by closing the socket) before the
 * certificate, the registration event and what the topic rules will do with it are on disk, in one write; a QoS 1 PUBLISH is
 * not acknowledged before the rules have it on disk. From there each rule action runs at least once, also after a kill -9, or
 * its failure goes to the rule's error action. And while a certificate is pending, each further CONNECT tells it all again.
 */
export function iot(cloud: CloudContext): Service {
  const state = openIotState(cloud);
  const rules = new RuleEngine(cloud, state);
  const broker = new Broker(cloud, state, new DevicePolicies(cloud, state), rules);
  let listener: Listener | undefined;

  return {
    name: 'iot',
    apis: [
      makeIotApi(cloud, {
        ...thingHandlers(cloud, state),
        ...thingTypeHandlers(cloud, state),
        ...caCertificateHandlers(cloud, state),
        ...certificateHandlers(cloud, state, (certificateId) => broker.disconnectSoon(certificateId)),
        ...policyHandlers(cloud, state),
        ...attachmentHandlers(cloud, state),
        ...topicRuleHandlers(cloud, state),
        ...roleAliasHandlers(cloud, state),
        ...endpointHandlers(cloud),
      }),
      dataPlaneApi(cloud, broker),
    ],
    resources: iotResources(cloud, state),

    async open() {
      await broker.open();
      const certificates = await openServerCertificates(cloud.dataDir);
      listener = await listenForDevices(cloud.ports.mqtt, certificates, {
        onMqtt: (socket) => broker.handle(socket),
        // On AWS one host has both the broker and the data plane's API. Here every API answers.
        onHttp: (socket) => void cloud.servers.get('aws')!.emit('connection', socket),
      });
      cloud.addresses.mqttUrl = `mqtts://127.0.0.1:${listener.port}`;
    },

    async run() {
      rules.start();
      await broker.run();
    },

    async stop() {
      await broker.stop();
      await listener?.close();
      await rules.stop();
    },
  };
}
