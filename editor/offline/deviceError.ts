import type { DeviceFailure } from '../collab/deviceStatus.ts';

/** Why the device's storage failed. Trying again may help with each. */
export class DeviceError extends Error {
  readonly code: DeviceFailure;

  constructor(code: DeviceFailure, options?: ErrorOptions) {
    super(`The device's storage failed: ${code}`, options);
    this.name = 'DeviceError';
    this.code = code;
  }
}

/** The document that was to be written isn't kept any more: somebody had the device forget it. */
export class ForgottenError extends Error {
  constructor() {
    super('The device was told to forget the document');
    this.name = 'ForgottenError';
  }
}

const codes: Readonly<Record<string, DeviceFailure>> = {
  QuotaExceededError: 'full',
  SecurityError: 'forbidden',
  // Firefox's answer where storage is off.
  InvalidStateError: 'forbidden',
};

/** @param cause what IndexedDB threw */
export function deviceErrorOf(cause: unknown): DeviceError {
  if (cause instanceof DeviceError) return cause;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  return new DeviceError(codes[name] ?? 'broken', { cause });
}
