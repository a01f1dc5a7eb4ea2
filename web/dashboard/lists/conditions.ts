import { inputOf, operatorsOf, type Attribute, type Condition, type Operator } from './attributes';

/** The attribute of a condition that the form cannot show: any part of a filter, as JSON. */
export const advanced = '*';

type Input = Record<string, unknown>;

const isInput = (value: unknown): value is Input =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The filter of conditions, all of which must hold, and those that no longer make sense. */
export function filterOf(
  attributes: readonly Attribute[],
  conditions: readonly Condition[],
): { filter: { and: object[] } | undefined; wrong: readonly Condition[] } {
  const inputs: object[] = [];
  const wrong: Condition[] = [];
  for (const condition of conditions) {
    const input = condition.attribute === advanced ? parsed(condition.value) : inputOf(attributes, condition);
    if (input === undefined) wrong.push(condition);
    else inputs.push(input);
  }
  return { filter: inputs.length === 0 ? undefined : { and: inputs }, wrong };
}

/** The conditions of a filter in JSON. What they cannot express becomes an advanced condition, so that nothing is lost. */
export function conditionsOf(attributes: readonly Attribute[], json: string | null): Condition[] {
  if (json === null) return [];
  const filter = parsed(json);
  return filter === undefined ? [raw(json)] : read(attributes, filter, []);
}

function parsed(json: string): Input | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isInput(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const raw = (json: string): Condition => ({ attribute: advanced, operator: 'eq', value: json });

function read(attributes: readonly Attribute[], input: Input, path: readonly string[]): Condition[] {
  return Object.entries(input).flatMap(([key, value]) => {
    if (value === null) return [];
    const here = [...path, key];
    const whole = () => raw(JSON.stringify(here.reduceRight<unknown>((inner, step) => ({ [step]: inner }), value)));
    if (path.length === 0 && key === 'and' && Array.isArray(value))
      return value.flatMap((one) => (isInput(one) ? read(attributes, one, []) : []));
    if (!isInput(value)) return [whole()];
    const found = attributes.filter((one) => one.path.join('.') === here.join('.'));
    if (found.length > 0) return compared(attributes, found, value) ?? [whole()];
    if (here.join() === 'customFields' || attributes.some((one) => isBelow(one.path, here)))
      return read(attributes, value, here);
    // A custom field that was archived since is named by its key, so that people know which it was.
    if (here.length === 2 && here[0] === 'customFields')
      return [
        { attribute: `custom.${key}`, operator: 'eq', value: Object.values(value).flat().map(String).join(', ') },
      ];
    return [whole()];
  });
}

/** Whether a path goes on below another one. */
function isBelow(path: readonly string[], above: readonly string[]): boolean {
  return path.length > above.length && path.slice(0, above.length).join() === above.join();
}

/** The conditions of a comparison; undefined if there is none that means exactly the same. */
function compared(attributes: readonly Attribute[], found: readonly Attribute[], input: Input) {
  for (const attribute of found) {
    const options = attribute.optionsOf?.(input);
    if (options !== undefined) return [{ attribute: attribute.key, operator: 'in' as const, value: options.join(',') }];
  }
  const attribute = found.find(({ inputOf: special }) => special === undefined);
  if (attribute === undefined) return undefined;
  const all = Object.entries(input)
    .filter(([, value]) => value !== null)
    .map(([comparison, value]) => conditionOf(attributes, attribute, comparison, value));
  return all.every((one) => one !== undefined) ? all : undefined;
}

function conditionOf(
  attributes: readonly Attribute[],
  attribute: Attribute,
  comparison: string,
  value: unknown,
): Condition | undefined {
  const dated = attribute.kind === 'moment' || attribute.kind === 'day';
  const operators: Record<string, Operator> = {
    startsWith: 'starts',
    like: 'ends',
    isSet: value === true ? 'isSet' : 'isNotSet',
    ...(dated ? { gte: 'after', lt: 'before' } : {}),
  };
  const operator = operators[comparison] ?? (comparison as Operator);
  if (!operatorsOf(attribute).includes(operator)) return undefined;
  const condition = { attribute: attribute.key, operator, value: textOf(attribute, operator, value) };
  const back = attribute.path.reduce<unknown>(
    (inner, step) => (inner as Input)?.[step],
    inputOf(attributes, condition),
  );
  return isInput(back) && same(back[comparison], value, attribute.kind === 'moment') ? condition : undefined;
}

function same(one: unknown, other: unknown, moment: boolean): boolean {
  if (moment && typeof one === 'string' && typeof other === 'string') return Date.parse(one) === Date.parse(other);
  return JSON.stringify(one) === JSON.stringify(other);
}

function textOf({ kind }: Attribute, operator: Operator, value: unknown): string {
  if (operator === 'isSet' || operator === 'isNotSet') return '';
  if (Array.isArray(value)) return value.join(',');
  if (operator === 'ends') return String(value).replace(/^\*/, '');
  return kind === 'moment' ? dayAt(String(value)) : String(value);
}

/** The day of a moment that is a midnight where the reader is; any other moment as it is. */
function dayAt(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime()) || at.getHours() + at.getMinutes() + at.getSeconds() > 0) return moment;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
