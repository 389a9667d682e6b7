// What the tags of a channel or stream say about who may do something to it, as conditions of policies.
import type { Conditions } from './grant.ts';

/** Written by the workflows only: whose a channel or stream is (stage and serial number), and which certificate is the current one. */
export const ourTags = ['lensgate:stage', 'lensgate:serialNumber', 'lensgate:certificateId'] as const;

/** One stage's roles have no business with another stage's cameras. */
export const ofStage = (stage: string) => ({ 'aws:ResourceTag/lensgate:stage': stage });

/** Tagged with the very certificate that the caller's credentials were traded for. */
export const isCurrentCertificates = {
  'aws:ResourceTag/lensgate:certificateId': '${credentials-iot:AwsCertificateId}',
};

/**
 * For those who may tag, but not with what the workflows believe. A request without tags has no `aws:TagKeys` at all, which ForAllValues
 * would let through. [IAM: multivalued context keys]
 * Keys of tags are told apart by case, but those in conditions (`aws:ResourceTag/…`) aren't: so neither `lensgate:stage` nor
 * `Lensgate:Stage`. [IAM: controlling access with tags]
 */
export function withoutOurTags({ StringEquals = {} }: Conditions): Conditions {
  return {
    StringEquals,
    Null: { 'aws:TagKeys': 'false' },
    'ForAllValues:StringNotLike': { 'aws:TagKeys': 'lensgate:*' },
    'ForAllValues:StringNotEqualsIgnoreCase': { 'aws:TagKeys': ourTags },
  };
}
