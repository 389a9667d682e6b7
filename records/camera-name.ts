// The one name of a camera: of its thing and of its signaling channel too.

const cameraName = /^[a-zA-Z0-9_-]{1,128}$/;

/** The characters and the length that things and channels both allow. */
export function isCameraName(text: string | undefined): text is string {
  return text !== undefined && cameraName.test(text);
}
