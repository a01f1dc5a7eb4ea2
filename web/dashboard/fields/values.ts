import type { DefinitionFragment } from '../operations/generated';
import { t } from '../texts';

/** What a form holds of one custom field: texts, of a list several. Nothing is the empty text, or no text. */
export type Draft = string | string[];
export type Drafts = Record<string, Draft>;

/** A reference as it is read. */
export type Reference = { id: string; name?: string | null; email?: string; number?: string };

/** The form's drafts of a record's values, or of the defaults where there is no record. */
export function draftsOf(fields: readonly DefinitionFragment[], values?: Record<string, unknown>): Drafts {
  const drafts: Drafts = {};
  for (const field of fields) {
    const value = values === undefined ? (field.list ? undefined : field.default) : values[field.key];
    drafts[field.key] = field.list
      ? Array.isArray(value)
        ? value.map((one) => draftOf(field, one))
        : []
      : draftOf(field, value);
  }
  return drafts;
}

function draftOf({ type }: DefinitionFragment, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type === 'REFERENCE' && typeof value === 'object') return (value as Reference).id;
  if (type === 'DATETIME') return localOf(String(value));
  return String(value);
}

/** A moment as <input type="datetime-local"> holds it: the reader's own time. */
function localOf(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The input for the API of the drafts that differ from what they were; undefined where none does. */
export function inputOf(
  fields: readonly DefinitionFragment[],
  drafts: Drafts,
  before?: Drafts,
): Record<string, unknown> | undefined {
  const input: Record<string, unknown> = {};
  for (const field of fields) {
    const draft = drafts[field.key];
    if (draft === undefined || same(draft, before?.[field.key])) continue;
    if (before === undefined && draft.length === 0) continue;
    if (Array.isArray(draft)) input[field.key] = draft.length === 0 ? null : draft.map((one) => parseDraft(field, one));
    else input[field.key] = draft === '' ? null : parseDraft(field, draft);
  }
  return Object.keys(input).length === 0 ? undefined : input;
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function parseDraft({ type }: DefinitionFragment, draft: string): unknown {
  switch (type) {
    case 'INTEGER':
      return Number(draft);
    case 'BOOLEAN':
      return draft === 'true';
    case 'DATETIME':
      return new Date(draft).toISOString();
    default:
      return draft.trim() === '' ? draft : type === 'DECIMAL' ? draft.trim() : draft;
  }
}

/** What the schema's types would refuse as a whole request, told by field: `customFields.size`. */
export function draftFaults(fields: readonly DefinitionFragment[], drafts: Drafts): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const { key, type } of fields) {
    const drafted = [drafts[key] ?? ''].flat().filter((one) => one !== '');
    if (
      type === 'INTEGER' &&
      drafted.some((one) => !/^-?\d{1,10}$/.test(one.trim()) || Math.abs(Number(one)) > 2 ** 31 - 1)
    ) {
      faults[`customFields.${key}`] = t.fields.wrongNumber;
    }
    if (type === 'DECIMAL' && drafted.some((one) => !/^-?\d{1,18}(\.\d{1,18})?$/.test(one.trim()))) {
      faults[`customFields.${key}`] = t.fields.wrongDecimal;
    }
    if (type === 'DATETIME' && drafted.some((one) => Number.isNaN(new Date(one).getTime()))) {
      faults[`customFields.${key}`] = t.common.required;
    }
  }
  return faults;
}
