/**
 * Offers a blob to the operator as a file. Works from `file://` and in a sandboxed frame with
 * `allow-downloads`, and asks nothing of the network.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has to have opened the blob before its address goes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
