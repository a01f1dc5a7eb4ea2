import type { FileFormat, RecordKind } from '../operations/generated';

/** What the beginning of a file tells about it. */
export type Detected = {
  /** Whether the text is not UTF-8. */
  foreign: boolean;
  format: FileFormat | undefined;
  kind: RecordKind | undefined;
};

/** How much of a file is looked at, in bytes. */
const enough = 1 << 18;

/** Looks at the beginning of a file. What it tells is only proposed, because other systems can have the same columns. */
export async function detect(file: Blob): Promise<Detected> {
  const bytes = await file.slice(0, enough).arrayBuffer();
  const foreign = !isUtf8(bytes);
  const text = new TextDecoder()
    .decode(bytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  return { foreign, ...formatOf(text) };
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }); // the last character can be cut off
    return true;
  } catch {
    return false;
  }
}

/** The columns by which exports are recognized. */
const signs: readonly { format: FileFormat; kind: RecordKind; columns: readonly string[] }[] = [
  { format: 'SHOPIFY', kind: 'CUSTOMERS', columns: ['Accepts Email Marketing'] },
  { format: 'SHOPIFY', kind: 'CUSTOMERS', columns: ['Accepts Marketing', 'Total Spent'] },
  { format: 'SHOPIFY', kind: 'ORDERS', columns: ['Financial Status', 'Lineitem name'] },
  { format: 'MAGENTO', kind: 'CUSTOMERS', columns: ['_website', 'group_id'] },
  { format: 'WOOCOMMERCE', kind: 'CUSTOMERS', columns: ['user_email', 'billing_address_1'] },
  { format: 'WOOCOMMERCE', kind: 'ORDERS', columns: ['order_id', 'billing_address_1'] },
];

function formatOf(text: string): Pick<Detected, 'format' | 'kind'> {
  const [first = ''] = text.split(/\r?\n/, 1);
  if (text.startsWith('{') || text.startsWith('[')) {
    if (/"increment_id"/.test(text)) return { format: 'MAGENTO', kind: 'ORDERS' };
    // One object per line is ours; a whole document is an answer of an API.
    return { format: first.trimEnd().endsWith('}') ? 'JSONL' : 'MOLTIN', kind: undefined };
  }
  const columns = new Set(first.split(/[,;\t]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1')));
  const sign = signs.find((one) => one.columns.every((name) => columns.has(name)));
  return { format: sign?.format, kind: sign?.kind };
}
