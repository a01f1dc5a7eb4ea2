import type { FileFormat, RecordKind } from '../operations/generated';

/** A format that can be imported. */
export type ImportFormat = Exclude<FileFormat, 'JSON'>;

/** What the beginning of a file tells about it. */
export type Detected = {
  /** Whether the text is not UTF-8. */
  foreign: boolean;
  format: ImportFormat | undefined;
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
  const { format, kind } = formatOf(text);
  return { foreign, format, kind };
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }); // the last character can be cut off
    return true;
  } catch {
    return false;
  }
}

type Sign = { format: ImportFormat; kind: RecordKind };

/** The columns by which exports are recognized. */
const columns: readonly (Sign & { names: readonly string[] })[] = [
  { format: 'SHOPIFY', kind: 'CUSTOMERS', names: ['Accepts Email Marketing'] },
  { format: 'SHOPIFY', kind: 'CUSTOMERS', names: ['Accepts Marketing', 'Total Spent'] },
  { format: 'SHOPIFY', kind: 'ORDERS', names: ['Financial Status', 'Lineitem name'] },
  { format: 'MAGENTO', kind: 'CUSTOMERS', names: ['_website', 'group_id'] },
  { format: 'MAGENTO', kind: 'CUSTOMERS', names: ['_website', '_email'] },
  { format: 'WOOCOMMERCE', kind: 'CUSTOMERS', names: ['user_email', 'billing_address_1'] },
];

/** The names and values by which the JSON of other systems is recognized. */
const members: readonly (Sign & { pattern: RegExp })[] = [
  { format: 'MAGENTO', kind: 'ORDERS', pattern: /"increment_id"\s*:/ },
  { format: 'WOOCOMMERCE', kind: 'ORDERS', pattern: /"date_created_gmt"\s*:/ },
  { format: 'MOLTIN', kind: 'ORDERS', pattern: /"type"\s*:\s*"order"/ },
  { format: 'MOLTIN', kind: 'CUSTOMERS', pattern: /"type"\s*:\s*"(customer|address)"/ },
];

function formatOf(text: string): Partial<Sign> {
  if (/^[{[]/.test(text)) return members.find(({ pattern }) => pattern.test(text)) ?? { format: 'JSONL' };
  const [first = ''] = text.split(/\r?\n/, 1);
  const names = new Set(first.split(/[,;\t]/).map((name) => name.trim().replace(/^"(.*)"$/, '$1')));
  return columns.find((one) => one.names.every((name) => names.has(name))) ?? {};
}
