/** How far this device keeps what is typed here. */
export type DeviceStatus =
  /** Nobody asked for it, it is not known whose it would be, or the device was told to forget the document. */
  | { readonly state: 'off' }
  /** It is not known yet what it keeps. */
  | { readonly state: 'opening' }
  /** Something that was typed is on its way to the device's storage. */
  | { readonly state: 'keeping' }
  /** All that was typed here is in the device's storage. */
  | { readonly state: 'kept' }
  /** What was typed is in memory only. It is tried again by itself. */
  | { readonly state: 'failing'; readonly cause: DeviceFailure };

/**
 * Why a device doesn't keep anything: `full`, its storage is; `blocked`, the storage does not answer, perhaps because another
 * tab holds it; `forbidden`, the browser allows none here; `broken`, anything else.
 */
export type DeviceFailure = 'full' | 'blocked' | 'forbidden' | 'broken';
