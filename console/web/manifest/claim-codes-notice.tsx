// Claim codes that were made, to be downloaded: wherever the import stands, as long as they are here alone.
import { besides, download } from './download.ts';
import { claimCodes, claimCodesAreSaved, type Importing } from './importing.ts';

export function ClaimCodesNotice({ importing }: { importing: Importing }) {
  const { claimCodes: count, claimCodesSaved, file, stage } = importing;
  if (count === 0 || stage === 'importing') return null;
  return (
    <section className={`claim-codes ${claimCodesSaved ? 'good' : 'warn'}`} aria-labelledby="claim-codes">
      <h2 id="claim-codes">
        {count.toLocaleString()} claim {count === 1 ? 'code' : 'codes'}
      </h2>
      <p>
        {claimCodesSaved
          ? 'In your downloads. Keep that file safe: who has a code can claim the camera.'
          : `${count === 1 ? 'It is' : 'They are'} in this tab and nowhere else. Download now: it can’t be done later.`}
      </p>
      <button
        type="button"
        className={`button ${claimCodesSaved ? 'plain' : 'primary'}`}
        onClick={() => {
          download(besides(file?.name ?? 'manifest.csv', 'claim-codes'), claimCodes.csv());
          claimCodesAreSaved();
        }}
      >
        {claimCodesSaved ? 'Download again' : 'Download the claim codes'}
      </button>
    </section>
  );
}
