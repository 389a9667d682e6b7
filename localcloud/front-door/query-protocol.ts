// The AWS query protocol: a form as the request, XML as the answer. STS, IAM and CloudFormation still speak it.
import type { NormalizedSchema } from '@smithy/core/schema';
import { XMLBuilder } from 'fast-xml-parser';
import type { ServiceModel } from '../core/aws-model.ts';
import { statusOf, type WholeHttpResponse, type Protocol } from './protocol.ts';

const xml = new XMLBuilder({ ignoreAttributes: false });

export const queryProtocol: Protocol = {
  operationName(model, { body }) {
    const form = new URLSearchParams(body.toString('utf8'));
    return form.get('Version') === model.version ? (form.get('Action') ?? undefined) : undefined;
  },

  decode: (_model, operation, { body }) =>
    decodeForm(operation.input, new URLSearchParams(body.toString('utf8')), '') ?? {},

  encode: (model, operation, output, requestId) =>
    answer(model, 200, requestId, `${operation.name}Response`, {
      [`${operation.name}Result`]: encodeXml(operation.output, output) ?? {},
      ResponseMetadata: { RequestId: requestId },
    }),

  encodeError(model, error, requestId) {
    const status = statusOf(model, error);
    return answer(model, status, requestId, 'ErrorResponse', {
      Error: {
        Type: status < 500 ? 'Sender' : 'Receiver',
        Code: model.errors.get(error.name)?.queryCode ?? error.name,
        Message: error.message,
      },
      RequestId: requestId,
    });
  },
};

function answer(
  model: ServiceModel,
  status: number,
  requestId: string,
  root: string,
  content: object,
): WholeHttpResponse {
  const namespace = model.xmlNamespace ? { '@_xmlns': model.xmlNamespace } : {};
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: xml.build({ [root]: { ...namespace, ...content } }),
  };
}

// `Tags.member.1.Key=a`: structures by dots, list items from 1.
function decodeForm(schema: NormalizedSchema, form: URLSearchParams, prefix: string): unknown {
  const has = [...form.keys()].some((key) => key === prefix || prefix === '' || key.startsWith(`${prefix}.`));
  if (!has) return undefined;
  if (schema.isStructSchema()) {
    const decoded: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const value = decodeForm(memberSchema, form, prefix ? `${prefix}.${member}` : member);
      if (value !== undefined) decoded[member] = value;
    }
    return decoded;
  }
  if (schema.isListSchema()) {
    const items: unknown[] = [];
    for (let index = 1; ; index++) {
      const item = decodeForm(schema.getValueSchema(), form, `${prefix}.member.${index}`);
      if (item === undefined) return items;
      items.push(item);
    }
  }
  const text = form.get(prefix);
  if (text === null) return undefined;
  if (schema.isNumericSchema()) return Number(text);
  if (schema.isBooleanSchema()) return text === 'true';
  return text;
}

function encodeXml(schema: NormalizedSchema, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (schema.isStructSchema()) {
    const encoded: Record<string, unknown> = {};
    for (const [member, memberSchema] of schema.structIterator()) {
      const item = encodeXml(memberSchema, (value as Record<string, unknown>)[member]);
      if (item !== undefined) encoded[member] = item;
    }
    return encoded;
  }
  if (schema.isListSchema())
    return { member: (value as unknown[]).map((item) => encodeXml(schema.getValueSchema(), item)) };
  if (value instanceof Date) return value.toISOString();
  return value;
}
