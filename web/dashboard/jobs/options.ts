import type {
  CreateImportInput,
  CustomerMatch,
  FileEncoding,
  FileFormat,
  JobRecordFragment,
  RecordKind,
} from '../operations/generated';

/** How a file is read. */
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

/** How a job has read its file. */
export function optionsOf({ importOptions: options }: Pick<JobRecordFragment, 'importOptions'>): ImportOptions {
  if (options === null) return usualOptions;
  const { match, encoding, country, columns } = options;
  return {
    match,
    encoding,
    country: country ?? '',
    columns: Object.fromEntries(columns.map(({ name, field }) => [name, field ?? ''])),
  };
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
