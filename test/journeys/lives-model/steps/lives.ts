// Where lives of the name begin and end: registration, retirement, another certificate, other hardware, renewal.
import { expect } from '@jest/globals';
import { DescribeCertificateCommand } from '@aws-sdk/client-iot';
import { makeKeyAndCsr } from '../../../../camera/factory.ts';
import { openRetirements } from '../../../../cli/camera/retirements.ts';
import { getManifestEntry } from '../../../../records/manifest-entry.ts';
import { credentialsOf } from '../../../support/camera-credentials.ts';
import { keepKnocking, makeCamera } from '../../../support/camera.ts';
import { until } from '../../../support/until.ts';
import { belongsTo, cameraName, endLife, type Model, type User } from '../model.ts';
import type { System } from '../system.ts';
import { comesToLife, says, takesPlace } from './camera.ts';

export async function register(system: System, model: Model, { owner }: { owner: User | undefined }): Promise<void> {
  if (model.living) return;
  const { rearmed } = model;
  const serialNumber = `SN-${model.serials + (rearmed ? 0 : 1)}`;
  if (!rearmed) {
    model.serials++;
    await system.manifest.add({ serialNumber, cameraName, ...(owner !== undefined && { owner }) });
  }
  // Whom the maker named first stays forgotten when the camera comes back.
  model.living = await comesToLife(system, rearmed ?? (await makeCamera(serialNumber)), rearmed ? undefined : owner);
  model.rearmed = undefined;
  // Strictly: nothing that was given before can have it.
  expect((await system.record())!.epoch).toBeGreaterThan(model.newestEpoch);
}

export async function retire(
  system: System,
  model: Model,
  { certificate }: { certificate: 'ban' | 'rearm' },
): Promise<void> {
  if (!model.living) return;
  const wishes = { certificate, recordings: 'delete', manifest: 'keep', reason: 'A history.' } as const;
  const retireOnce = await openRetirements(system.target, wishes);
  // What was stopped is asked for again, in the same words.
  await until(async () => {
    const { outcome, message } = await retireOnce(cameraName);
    await system.settle();
    return outcome === 'retired' || message === `There is no camera ${cameraName}.`;
  });
  const { factoryMade } = model.living;
  endLife(model);
  if (certificate === 'ban') return;
  // What AWS IoT has forgotten it takes for new, and its factory's certificate is the one that registers itself.
  model.rearmed = factoryMade;
  model.former = model.former.filter(({ camera }) => camera.certificateId !== factoryMade.certificateId);
}

export async function comesWithAnotherCertificate(
  system: System,
  model: Model,
  { reprovision }: { reprovision: 'migrate' | 'reset' },
): Promise<void> {
  const { living } = model;
  if (!living) return;
  const { serialNumber, epoch } = (await system.record())!;
  await system.manifest.add({ serialNumber, cameraName, reprovision });
  model.living = await takesPlace(system, living, serialNumber);
  model.former.push(living);
  if (reprovision === 'migrate') return;
  belongsTo(model.living, undefined);
  model.living.label = undefined;
  expect((await system.record())!.epoch).toBeGreaterThan(epoch);
}

export async function isReplaced(system: System, model: Model): Promise<void> {
  const { living } = model;
  if (!living) return;
  const { serialNumber: replaces } = (await system.record())!;
  const serialNumber = `SN-${++model.serials}`;
  // Whom the entry names is not asked: the camera has its owner, or has none.
  await system.manifest.add({ serialNumber, cameraName, replaces, owner: 'eve@example.com' });
  // Its entry is another one.
  model.living = { ...(await takesPlace(system, living, serialNumber)), claimCode: undefined, label: undefined };
  model.former.push(living);
  expect(await getManifestEntry(system.table, replaces)).toBeUndefined();
}

/** With or without success: where the renewal was stopped, the camera may be left with the certificate that it had. */
export async function renews(system: System, { living, former }: Model): Promise<void> {
  if (!living) return;
  const { serialNumber } = (await system.record())!;
  const { privateKey, csr } = await makeKeyAndCsr(serialNumber);
  const asked = says(system, living, 'certificate-request', { certificateSigningRequest: csr });
  let knocking: (() => void) | undefined;
  let next: { certificateId: string; identity: typeof living.camera.identity } | undefined;
  const ended = asked.then(() => 'ended' as const);
  for (let isOver = false; !isOver;) {
    isOver = (await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100, 'later'))])) === 'ended';
    const certificateId = (await system.record())?.nextCertificateId;
    if (certificateId === undefined || next) continue;
    const { certificateDescription } = await system.iot.send(new DescribeCertificateCommand({ certificateId }));
    next = { certificateId, identity: { certificate: certificateDescription!.certificatePem!, privateKey } };
    knocking = keepKnocking(system.lensgate, cameraName, next);
  }
  knocking?.();
  const { certificateId } = (await system.record())!;
  if (!next || certificateId !== next.certificateId) return;
  former.push({ ...living });
  living.camera = next;
  living.credentials = await credentialsOf(system.lensgate, next.identity, { thingName: cameraName });
}
