/** Of the files that can become documents, as in HTML's attribute `accept`. By itself, since the list is shown before any is read. */
export const importedTypes = '.md,.markdown,.html,.htm,.txt';
