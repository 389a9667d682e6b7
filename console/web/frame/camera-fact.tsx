// In a list of facts: which camera it is about, and the way there. Nothing where that isn't known.
import { Link } from './location.tsx';

export function CameraFact({ cameraName }: { cameraName: string | undefined }) {
  if (cameraName === undefined) return null;
  return (
    <>
      <dt>Camera</dt>
      <dd>
        <Link href={`/cameras/${encodeURIComponent(cameraName)}`}>
          <bdi>{cameraName}</bdi>
        </Link>
      </dd>
    </>
  );
}
