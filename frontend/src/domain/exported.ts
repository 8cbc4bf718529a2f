/** Files of an export that describe the others; what is left are the data, the clips and the report. */
const BESIDE = /\/(?:schema\/[^/]+|README\.md|croissant\.json|labels\.svg|SHA256SUMS)$/;

/** Puts the files that somebody came for apart from those that lie beside them, each in its order. */
export function apart<File extends { readonly name: string }>(files: readonly File[]): { data: File[]; beside: File[] } {
  const isBeside = (file: File): boolean => BESIDE.test(file.name);
  return { data: files.filter((file) => !isBeside(file)), beside: files.filter(isBeside) };
}
