/** Files that are dropped anywhere on the page. While some are held over it, `element` says so in `data-dropping`. */
export function takeDroppedFiles(
  element: HTMLElement,
  { isWanted, take }: { readonly isWanted: () => boolean; readonly take: (files: readonly File[]) => void },
): void {
  const mark = (dropping: boolean) => element.toggleAttribute('data-dropping', dropping);
  addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Also where they are not wanted: the browser would leave the page for the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = isWanted() ? 'copy' : 'none';
    mark(isWanted());
  });
  addEventListener('dragleave', ({ relatedTarget }) => relatedTarget === null && mark(false));
  addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    mark(false);
    if (files.length === 0) return;
    event.preventDefault();
    if (isWanted()) take(files);
  });
}
