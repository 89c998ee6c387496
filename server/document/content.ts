import { type ByteReader, MalformedError } from './byteReader.ts';

/** The content references of Yjs's update encoding V1 (`contentRefs` in yjs/src/structs/Item.js), and the two other structs. */
export const ref = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const;

/** `typeRefs` in yjs/src/structs/ContentType.js: 0 array, 1 map, 2 text, 3 XML element, 4 XML fragment, 5 XML hook, 6 XML text. */
const typeMax = 6;
const namedTypes: readonly number[] = [3, 5];

/**
 * How deep JSON and lib0's `any` may nest within one value. Yjs and JSON.stringify recurse over them, so without a bound 10 kB of
 * brackets overflow the stack of everybody who has the document open.
 */
export const nestingMax = 500;

/** Checks the content behind a struct's ids and moves past it. @returns how many clocks it takes. */
export function skipContent(reader: ByteReader, contentRef: number): number {
  switch (contentRef) {
    case ref.deleted:
      return reader.readClock();
    case ref.json:
      return skipEach(reader, skipJsonOrUndefined);
    case ref.binary:
      reader.skipBuffer();
      return 1;
    case ref.string:
      return reader.skipString();
    case ref.embed:
      skipJson(reader);
      return 1;
    case ref.format:
      reader.skipString();
      skipJson(reader);
      return 1;
    case ref.type:
      return skipType(reader);
    case ref.any:
      return skipEach(reader, skipAny);
    case ref.doc:
      return skipDoc(reader);
    default:
      throw new MalformedError(`there is no content ${contentRef}`);
  }
}

function skipEach(reader: ByteReader, skipOne: (reader: ByteReader) => void): number {
  const count = reader.readClock();
  for (let i = 0; i < count; i++) skipOne(reader);
  return count;
}

/** Moves past one value of `ContentJSON` or `ContentAny`. */
export function skipValue(reader: ByteReader, contentRef: number): void {
  if (contentRef === ref.json) skipJsonOrUndefined(reader);
  else skipAny(reader);
}

function skipType(reader: ByteReader): number {
  const type = reader.readUint();
  if (type > typeMax) throw new MalformedError(`there is no type ${type}`);
  if (namedTypes.includes(type)) reader.skipString();
  return 1;
}

/**
 * A subdocument: its guid, and options that Yjs spreads over those of its constructor. `guid` and `gcFilter` among them would
 * replace what Yjs calls and writes, and make it throw when it encodes or collects garbage.
 */
function skipDoc(reader: ByteReader): number {
  reader.skipString();
  if (reader.readByte() !== anyObject) throw new MalformedError('the options of a subdocument are no object');
  const count = reader.readUint();
  for (let i = 0; i < count; i++) {
    const key = reader.readString();
    if (key === 'guid' || key === 'gcFilter') throw new MalformedError(`a subdocument has the option ${key}`);
    skipAny(reader);
  }
  return 1;
}

const anyObject = 118;

/** lib0's `any` (`readAny` in lib0/decoding.js): a byte from 127 down to 116, then the value. */
function skipAny(reader: ByteReader, depth = 0): void {
  if (depth > nestingMax) throw new MalformedError(`a value nests deeper than ${nestingMax}`);
  const kind = reader.readByte();
  switch (kind) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125:
      reader.skipInt();
      return;
    case 124: // float32
      reader.skip(4);
      return;
    case 123: // float64
    case 122: // bigint
      reader.skip(8);
      return;
    case 119:
      reader.skipString();
      return;
    case anyObject:
    case 117: // array
      skipMembers(reader, kind, depth + 1);
      return;
    case 116: // Uint8Array
      reader.skipBuffer();
      return;
    default:
      throw new MalformedError(`there is no value of kind ${kind}`);
  }
}

function skipMembers(reader: ByteReader, kind: number, depth: number): void {
  const count = reader.readUint();
  for (let i = 0; i < count; i++) {
    if (kind === anyObject) reader.skipString();
    skipAny(reader, depth);
  }
}

function skipJsonOrUndefined(reader: ByteReader): void {
  const text = reader.readString();
  if (text !== 'undefined') checkJson(text);
}

function skipJson(reader: ByteReader): void {
  checkJson(reader.readString());
}

function checkJson(text: string): void {
  if (jsonDepth(text) > nestingMax) throw new MalformedError(`JSON nests deeper than ${nestingMax}`);
  try {
    JSON.parse(text);
  } catch {
    throw new MalformedError('the JSON in it does not parse');
  }
}

/** Counts brackets outside strings, so that text which JSON.parse would take is never parsed beyond the bound. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === '\\') i++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth--;
  }
  return deepest;
}
