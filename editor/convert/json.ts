import { Node } from 'prosemirror-model';
import { schema, schemaVersion } from '../schema/schema.ts';

/** Why JSON isn't a document. Trying again doesn't help; for `newer`, a newer version of this program does. */
export type DocumentJsonFault = 'malformed' | 'newer';

export class DocumentJsonError extends Error {
  override readonly name = 'DocumentJsonError';
  readonly code: DocumentJsonFault;

  constructor(code: DocumentJsonFault, options?: ErrorOptions) {
    super(
      code === 'newer' ? 'The document is of a newer version.' : 'This is not the JSON of a document.',
      options,
    );
    this.code = code;
  }
}

/**
 * A document as JSON, exactly as it is stored, values out of range included: `{"schemaVersion": 2, "doc": …}`, where `doc` is
 * ProseMirror's form without attributes that are null. README of `schema` says what a version means.
 */
export function writeJson(doc: Node): string {
  return JSON.stringify({ schemaVersion, doc: doc.toJSON() }, (_key, value: unknown) => value ?? undefined);
}

/** @throws {DocumentJsonError} for what isn't such JSON, or holds what the schema doesn't allow. */
export function readJson(json: string): Node {
  const { schemaVersion: version, doc } = parseEnvelope(json);
  if (version > schemaVersion) throw new DocumentJsonError('newer');
  return asMalformed(() => {
    const node = Node.fromJSON(schema, doc);
    node.check();
    if (node.type !== schema.nodes.doc) throw new RangeError(`Not a document: ${node.type.name}`);
    return node;
  });
}

interface Envelope {
  readonly schemaVersion: number;
  readonly doc: unknown;
}

function parseEnvelope(json: string): Envelope {
  const parsed = asMalformed(() => JSON.parse(json) as unknown);
  const isEnvelope =
    typeof parsed === 'object' && parsed !== null && 'schemaVersion' in parsed && 'doc' in parsed;
  if (!isEnvelope || typeof parsed.schemaVersion !== 'number') throw new DocumentJsonError('malformed');
  return { schemaVersion: parsed.schemaVersion, doc: parsed.doc };
}

function asMalformed<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new DocumentJsonError('malformed', { cause });
  }
}
