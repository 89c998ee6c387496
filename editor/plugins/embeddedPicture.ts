import { embeddedLengthMax, safePictureSource } from '../schema/picture.ts';

/** The longest side that an image is first made smaller to, in pixels. */
const sideMax = 1600;
/** Each try that is still too large is followed by one of this much of its sides. */
const shrinking = 0.75;
const triesMax = 10;
const quality = 0.82;

/**
 * An image as an address that holds all of it, small enough to be a part of a document: as it is if it fits, or else drawn smaller.
 * @returns undefined for what doesn't get small enough
 * @throws DOMException for what isn't an image, whatever its name says
 */
export async function embedPicture(file: File): Promise<string | undefined> {
  const bitmap = await createImageBitmap(file);
  try {
    const asItIs = file.size < embeddedLengthMax * 0.7 ? safePictureSource(await readAddress(file)) : null;
    return asItIs ?? smallEnough(bitmap);
  } finally {
    bitmap.close();
  }
}

function smallEnough(bitmap: ImageBitmap): string | undefined {
  let scale = Math.min(1, sideMax / Math.max(bitmap.width, bitmap.height));
  for (let tries = 0; tries < triesMax; tries += 1, scale *= shrinking) {
    const src = safePictureSource(drawSmaller(bitmap, scale));
    if (src !== null) return src;
  }
  return undefined;
}

function drawSmaller(bitmap: ImageBitmap, scale: number): string {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', quality);
}

function readAddress(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('The file could not be read')));
    reader.readAsDataURL(file);
  });
}
