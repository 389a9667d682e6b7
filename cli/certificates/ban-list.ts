// `lensgate certificates ban --crl`: everything that a CA's revocation list names.
import { adminOf } from '../admin.ts';
import type { AsksFirst, WithReason } from '../arguments.ts';
import { confirm } from '../confirm.ts';
import { UsageError } from '../failures.ts';
import { printer, progressBar } from '../output.ts';
import { openTarget, type GlobalOptions } from '../target.ts';
import { announceList } from './announce-bans.ts';
import { checkAllEnded, enforce, openBans } from './enforce.ts';
import { banAll, issuerOfList, readListFile } from './import-list.ts';
import { listInWords } from './in-words.ts';
import type { NamingOptions } from './named-certificate.ts';

export interface BanOptions extends GlobalOptions, NamingOptions, WithReason, AsksFirst {
  readonly crl?: string;
}

/** @throws UsageError, RefusedError, or the SDK's error */
export async function banList(path: string, options: BanOptions): Promise<void> {
  const { reason, json } = options;
  if (options.certificate !== undefined || options.x509Serial !== undefined) {
    throw new UsageError('--crl goes with --issuer, and with no other certificate.');
  }
  const list = await readListFile(path);
  const target = await openTarget(options);
  const opened = await openBans(target);
  const ca = await issuerOfList(path, list, options.issuer, opened.iot);
  const listed = list.revoked.size;
  if (!options.yes) {
    await confirm(
      `This bans all certificates of ${ca.name} that the list names: ${listed}. Type how many to go on: `,
      String(listed),
    );
  }
  const admin = await adminOf(target);
  const bar = progressBar();
  const show = (done: number, total: number): void => bar.show(done, total);
  const added = await banAll(opened.bans, list, ca, { bannedBy: admin.arn, reason }, show);
  const numbers = [...list.revoked.keys()];
  const all = numbers.map((x509SerialNumber) => ({ issuerKey: ca.issuerKey, x509SerialNumber }));
  const withdrawn = await enforce(all, opened, admin.arn, show);
  bar.end();
  if (added > 0 || withdrawn.some(({ outcome }) => outcome === 'withdrawn')) {
    await announceList(
      admin,
      { change: 'banned', ...(reason !== undefined && { reason }) },
      { ...ca, listed },
      withdrawn,
    );
  }
  const nextUpdate = list.nextUpdate === undefined ? undefined : new Date(list.nextUpdate).toISOString();
  const text = listInWords({ name: ca.name, listed, added, nextUpdate }, withdrawn);
  printer(json).result(
    { issuer: ca.name, issuerKey: ca.issuerKey, listed, added, nextUpdate, certificates: withdrawn },
    text,
  );
  checkAllEnded(withdrawn);
}
