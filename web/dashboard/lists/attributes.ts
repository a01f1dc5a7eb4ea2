import type { DefinitionFragment } from '../operations/generated';
import { dateOf, timeOf } from '../parts/format';
import { t } from '../texts';

/** What kind of values an attribute has, which says how it can be compared. */
export type Kind =
  | 'text'
  | 'id'
  | 'boolean'
  | 'moment'
  | 'day'
  | 'integer'
  | 'decimal'
  | 'tags'
  | 'choice'
  | 'country'
  | 'currency';

export type Attribute = {
  key: string;
  label: string;
  kind: Kind;
  /** Its path in the filter's input. */
  path: readonly string[];
  options?: readonly { value: string; label: string }[];
  /** Whether records can be without a value. */
  optional?: boolean;
  /** The filter's input of the options, where it has another form than that of a choice. */
  inputOf?: (options: readonly string[]) => object;
  /** The options of such an input; undefined if it has others. */
  optionsOf?: (input: Record<string, unknown>) => readonly string[] | undefined;
};

/** One condition of a list, as its address holds it. */
export type Condition = { attribute: string; operator: Operator; value: string };

export type Operator = keyof typeof t.operator;

const operators: Readonly<Record<Kind, readonly Operator[]>> = {
  text: ['contains', 'eq', 'ne', 'starts', 'ends', 'in'],
  id: ['eq', 'in'],
  boolean: ['eq'],
  moment: ['after', 'before'],
  day: ['eq', 'after', 'before'],
  integer: ['eq', 'gte', 'lte', 'gt', 'lt'],
  decimal: ['eq', 'gte', 'lte', 'gt', 'lt'],
  tags: ['has'],
  choice: ['in'],
  country: ['eq', 'in'],
  currency: ['eq', 'in'],
};

export function operatorsOf({ kind, optional }: Attribute): readonly Operator[] {
  return optional ? [...operators[kind], 'isSet', 'isNotSet'] : operators[kind];
}

/** Whether the operator compares with a value. */
export function takesValue(operator: Operator): boolean {
  return operator !== 'isSet' && operator !== 'isNotSet';
}

/** The attribute that a custom field is in filters. */
export function attributeOf({ key, label, type, options }: DefinitionFragment): Attribute {
  const kinds: Partial<Record<DefinitionFragment['type'], Kind>> = {
    INTEGER: 'integer',
    DECIMAL: 'decimal',
    BOOLEAN: 'boolean',
    DATE: 'day',
    DATETIME: 'moment',
    ENUM: 'choice',
    REFERENCE: 'id',
  };
  return {
    key: `custom.${key}`,
    label,
    kind: kinds[type] ?? 'text',
    path: ['customFields', key],
    options,
    optional: true,
  };
}

/** The filter's input of one condition; undefined where it makes no sense, such as after a field was archived. */
export function inputOf(
  attributes: readonly Attribute[],
  { attribute, operator, value }: Condition,
): object | undefined {
  const found = attributes.find(({ key }) => key === attribute);
  if (found === undefined || !operatorsOf(found).includes(operator)) return undefined;
  const compared = compare(found.kind, operator, value);
  const comparison =
    found.inputOf && compared && 'in' in compared ? found.inputOf(compared.in as readonly string[]) : compared;
  return comparison && found.path.reduceRight<object>((inner, step) => ({ [step]: inner }), comparison);
}

function compare(kind: Kind, operator: Operator, value: string): object | undefined {
  if (operator === 'isSet') return { isSet: true };
  if (operator === 'isNotSet') return { isSet: false };
  if (value.trim() === '') return undefined;
  switch (operator) {
    case 'contains':
      return { contains: value };
    case 'starts':
      return { startsWith: value };
    case 'ends':
      return { like: `*${value}` };
    case 'has':
      return { has: value };
    case 'after':
    case 'before': {
      const bound = kind === 'moment' ? midnight(value) : value;
      return bound === undefined ? undefined : { [operator === 'after' ? 'gte' : 'lt']: bound };
    }
    case 'in':
      return {
        in: value
          .split(',')
          .map((one) => one.trim())
          .filter((one) => one !== ''),
      };
    default:
      return scalar(kind, operator, value.trim());
  }
}

function scalar(kind: Kind, operator: Operator, value: string): object | undefined {
  if (kind === 'boolean') return { eq: value === 'true' };
  if (kind === 'integer') return /^-?\d{1,9}$/.test(value) ? { [operator]: Number(value) } : undefined;
  if (kind === 'decimal') return /^-?\d+(\.\d+)?$/.test(value) ? { [operator]: value } : undefined;
  return { [operator]: kind === 'country' || kind === 'currency' ? value.toUpperCase() : value };
}

/** The beginning of a day where the reader is; a moment as it is. */
function midnight(day: string): string | undefined {
  if (day.includes('T')) return Number.isNaN(Date.parse(day)) ? undefined : day;
  const at = new Date(`${day}T00:00:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** A condition in words: "Name contains ann". */
export function wordsOf(attributes: readonly Attribute[], condition: Condition): string {
  return partsOf(attributes, condition)
    .filter((part) => part !== '')
    .join(' ');
}

/** The field, the operator and the value of a condition in words; empty where it has none. */
export function partsOf(
  attributes: readonly Attribute[],
  { attribute, operator, value }: Condition,
): readonly [string, string, string] {
  if (attribute === '*') return [t.list.advanced, '', ''];
  const found = attributes.find(({ key }) => key === attribute);
  const words = t.operator[operator] ?? operator;
  return [found?.label ?? attribute.replace(/^custom\./, ''), words, takesValue(operator) ? shown(found, value) : ''];
}

function shown(attribute: Attribute | undefined, value: string): string {
  if (attribute?.kind === 'boolean') return value === 'true' ? t.common.yes : t.common.no;
  if (attribute?.kind === 'moment' && value.includes('T')) return timeOf(value);
  if (attribute?.kind === 'moment' || attribute?.kind === 'day') return dateOf(value);
  if (attribute?.kind !== 'choice') return value;
  const labels = new Map(attribute.options?.map((option) => [option.value, option.label]));
  return value
    .split(',')
    .map((one) => labels.get(one) ?? one)
    .join(', ');
}
