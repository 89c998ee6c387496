import { type ByteReader, MalformedError } from './byteReader.ts';
import { ref, skipContent } from './content.ts';

const hasOrigin = 0x80;
const hasRightOrigin = 0x40;
const hasParentSub = 0x20;
const refBits = 0x1f;

/** Stands for "no such id". */
export const none = -1;

/**
 * One struct after the other, in update encoding V1 (`readClientsStructRefs` in yjs/src/utils/encoding.js). The fields hold the
 * struct that was read last: a document has hundreds of thousands, so there is no object for each.
 */
export class StructReader {
  readonly reader: ByteReader;
  /** What it is, as in `ref`. */
  ref: number = ref.gc;
  /** In clocks, at least 1. */
  length = 0;
  originClient = none;
  originClock = none;
  rightClient = none;
  rightClock = none;
  parentClient = none;
  parentClock = none;
  /** Where in the bytes the content begins, behind the ids. */
  contentStart = 0;

  constructor(reader: ByteReader) {
    this.reader = reader;
  }

  read(): void {
    const info = this.reader.readByte();
    this.ref = info & refBits;
    this.originClient = this.rightClient = this.parentClient = none;
    if (this.ref === ref.gc || this.ref === ref.skip) {
      // Yjs reads these with other bits in one place as what they are, in another as an item.
      if (info !== this.ref) throw new MalformedError(`there is no struct ${info}`);
      this.contentStart = this.reader.pos;
      this.length = this.reader.readClock();
    } else {
      this.#readItem(info);
    }
    if (this.length === 0) throw new MalformedError('a struct is empty');
  }

  #readItem(info: number): void {
    const { reader } = this;
    if ((info & hasOrigin) !== 0) {
      this.originClient = reader.readUint();
      this.originClock = reader.readClock();
    }
    if ((info & hasRightOrigin) !== 0) {
      this.rightClient = reader.readUint();
      this.rightClock = reader.readClock();
    }
    if ((info & (hasOrigin | hasRightOrigin)) === 0) this.#readParent((info & hasParentSub) !== 0);
    this.contentStart = reader.pos;
    this.length = skipContent(reader, this.ref);
  }

  #readParent(keyed: boolean): void {
    const { reader } = this;
    const isRoot = reader.readUint();
    if (isRoot > 1) throw new MalformedError(`a parent is of kind ${isRoot}`);
    if (isRoot === 1) {
      reader.skipString();
    } else {
      this.parentClient = reader.readUint();
      this.parentClock = reader.readClock();
    }
    if (keyed) reader.skipString();
  }
}
