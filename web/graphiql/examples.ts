/** An operation shown as a tab. Variables and headers are JSON texts with placeholders (see placeholders.ts). */
export type Example = {
  name: string;
  query: string;
  variables: string | null;
  headers: string | null;
};

/** Collects the files of the examples folder, in the order of their numbers. Each `NN-name.graphql` is one example. */
export function collectExamples(files: Record<string, string>): Example[] {
  return Object.keys(files)
    .filter((path) => path.endsWith('.graphql'))
    .sort()
    .map((path) => {
      const stem = path.slice(0, -'.graphql'.length);
      const query = (files[path] ?? '').trim();
      return {
        name: operationName(query) ?? stem,
        query,
        variables: files[`${stem}.variables.json`]?.trim() ?? null,
        headers: files[`${stem}.headers.json`]?.trim() ?? null,
      };
    });
}

/** Returns the name of the first named operation in a document. Comments are ignored. */
export function operationName(query: string): string | undefined {
  return /^[^#\n]*\b(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1];
}
