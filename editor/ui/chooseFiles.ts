/** Lets somebody choose files, after a press or a key of theirs. @param accept as in HTML's attribute of that name. */
export function chooseFiles(accept: string, onChosen: (files: readonly File[]) => void): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.accept = accept;
  field.multiple = true;
  field.addEventListener('change', () => onChosen([...(field.files ?? [])]));
  field.click();
}
