import { Kind, parse } from 'graphql';

/** Who sends an example: a person without an account, a customer, or the shop's server or staff. */
export type Sender = 'visitor' | 'customer' | 'shop';

export const groups: readonly { sender: Sender; label: string }[] = [
  { sender: 'visitor', label: 'As a visitor' },
  { sender: 'customer', label: 'As a customer' },
  { sender: 'shop', label: 'As the shop' },
];

/** An operation shown as a tab. Variables and headers are JSON texts with placeholders (see placeholders.ts). */
export type Example = {
  /** The number of its file, from 1. */
  number: number;
  name: string;
  sender: Sender;
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
      const headers = files[`${stem}.headers.json`]?.trim() ?? null;
      return {
        number: Number(/(\d+)-[^/]*$/.exec(stem)?.[1]),
        name: operationName(query) ?? stem,
        sender: senderOf(headers),
        query,
        variables: files[`${stem}.variables.json`]?.trim() ?? null,
        headers,
      };
    });
}

/** Returns the name of the first named operation in a document. Comments are ignored. */
export function operationName(query: string): string | undefined {
  return /^[^#\n]*\b(?:query|mutation|subscription)\s+(\w+)/m.exec(query)?.[1];
}

/** The example whose response has the value of a placeholder, such as `login.customerToken.accessToken`. */
export function exampleWith(examples: readonly Example[], path: string): Example | undefined {
  const [root] = path.split('.');
  return examples.find(({ query }) => rootFields(query).includes(root ?? ''));
}

function senderOf(headers: string | null): Sender {
  if (headers?.includes('Authorization')) return 'shop';
  return headers?.includes('X-Customer-Token') ? 'customer' : 'visitor';
}

/** The names of the first level of a document's responses. */
function rootFields(query: string): string[] {
  return parse(query).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.flatMap((field) =>
          field.kind === Kind.FIELD ? [field.alias?.value ?? field.name.value] : [],
        )
      : [],
  );
}
