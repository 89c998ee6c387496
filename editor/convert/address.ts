/**
 * An address as Markdown's readers give it on: what a URL may not hold is percent-encoded, as in CommonMark's examples. An address
 * that this changes can be written in HTML only.
 */
export function encodeAddress(address: string): string {
  return address.replace(/%(?![\da-f]{2})|[^\w\-.~:/?#@!$&'()*+,;=%]/giu, encodeCharacter);
}

function encodeCharacter(character: string): string {
  return encodeURIComponent(character.replace(/\p{Surrogate}/u, '\ufffd'));
}
