import type {
  CreateImportInput,
  CustomerMatch,
  FileEncoding,
  FileFormat,
  JobRecordFragment,
  RecordKind,
} from '../operations/generated';
import { t } from '../texts';

/** How a file is read: what the page of a job does not tell, and therefore has in its address. */
export type ImportOptions = {
  match: CustomerMatch;
  encoding: FileEncoding;
  /** The country of addresses without one; "" for none. */
  country: string;
  /** The fields of columns that were chosen by hand, by the column's name; "" for columns that are not imported. */
  columns: Readonly<Record<string, string>>;
};

/** An email address is the only value that every customer must have. */
export const usualOptions: ImportOptions = { match: 'EMAIL', encoding: 'UTF_8', country: '', columns: {} };

/** The options in the address of a job's page; undefined if it has none. */
export function readOptions(params: URLSearchParams): ImportOptions | undefined {
  const match = params.get('match') ?? '';
  const encoding = params.get('encoding') ?? '';
  if (!Object.hasOwn(t.import.matches, match) || !Object.hasOwn(t.import.encodings, encoding)) return undefined;
  const columns: Record<string, string> = {};
  for (const pair of params.getAll('column')) {
    const at = pair.lastIndexOf('~');
    if (at >= 0) columns[pair.slice(0, at)] = pair.slice(at + 1);
  }
  return {
    match: match as CustomerMatch,
    encoding: encoding as FileEncoding,
    country: params.get('country') ?? '',
    columns,
  };
}

export function writeOptions({ match, encoding, country, columns }: ImportOptions): URLSearchParams {
  const params = new URLSearchParams({ match, encoding });
  if (country !== '') params.set('country', country);
  for (const [name, field] of Object.entries(columns)) params.append('column', `${name}~${field}`);
  return params;
}

/** The input that all steps of an import have. */
export function importInput(kind: RecordKind, format: FileFormat, options: ImportOptions): CreateImportInput {
  return {
    kind,
    format,
    match: options.match,
    encoding: options.encoding,
    country: options.country === '' ? null : options.country,
    columns: Object.entries(options.columns).map(([name, field]) => ({ name, field: field === '' ? null : field })),
  };
}

/** Whether files of a format are text in an encoding that must be told. */
export const hasEncoding = (format: FileFormat): boolean => format !== 'JSONL' && format !== 'MOLTIN';

/** The number of records that an import would store. */
export const toStore = ({ created, updated }: Pick<JobRecordFragment, 'created' | 'updated'>): number =>
  created + updated;
