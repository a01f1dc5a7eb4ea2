import type { CustomFieldOwner, DefinitionFragment } from '../operations/generated';

type Names = { type: string; one: string; many: string; update: string };

const names: Readonly<Record<CustomFieldOwner, Names>> = {
  CUSTOMER: { type: 'Customer', one: 'customer(id: $id)', many: 'customers', update: 'updateCustomer' },
  ADDRESS: { type: 'Address', one: 'node(id: $id)', many: '', update: 'updateAddress' },
  ORDER: { type: 'Order', one: 'order(id: $id)', many: 'orders', update: 'updateOrder' },
};

/** What a field makes possible, in GraphQL. */
export type Examples = { schema: string; read: string; write: string; filter: string | undefined };

export function examplesOf(field: DefinitionFragment): Examples {
  const { type, one, many, update } = names[field.owner];
  const below = field.type === 'REFERENCE' ? ` { id ${field.referenceTo === 'ORDER' ? 'number' : 'email'} }` : '';
  const selection = `customFields { ${field.key}${below} }`;
  const inner = field.owner === 'ADDRESS' ? `... on Address { ${selection} }` : selection;
  const description = field.description === null ? '' : `  ${JSON.stringify(field.description)}\n`;
  const deprecated =
    field.deprecationReason === null ? '' : ` @deprecated(reason: ${JSON.stringify(field.deprecationReason)})`;
  return {
    schema: `type ${type}CustomFields {\n${description}  ${field.key}: ${typeOf(field)}${deprecated}\n}`,
    read: `query($id: ID!) {\n  ${one} {\n    ${inner}\n  }\n}`,
    write: `mutation($id: ID!) {\n  ${update}(id: $id, input: { customFields: { ${field.key}: ${listed(field, sampleValue(field))} } }) {\n    userErrors { code field message }\n  }\n}`,
    filter:
      many === ''
        ? undefined
        : `{\n  ${many}(filter: { customFields: { ${field.key}: ${comparison(field)} } }) {\n    nodes { id ${selection} }\n  }\n}`,
  };
}

/** The field's type in the schema. */
function typeOf({ key, owner, type, list, referenceTo }: DefinitionFragment): string {
  const scalars: Partial<Record<DefinitionFragment['type'], string>> = {
    INTEGER: 'Int',
    DECIMAL: 'Decimal',
    BOOLEAN: 'Boolean',
    DATE: 'Date',
    DATETIME: 'DateTime',
  };
  const of =
    type === 'REFERENCE'
      ? referenceTo === 'ORDER'
        ? 'Order'
        : 'Customer'
      : type === 'ENUM'
        ? `${names[owner].type}CustomField${key.charAt(0).toUpperCase()}${key.slice(1)}`
        : (scalars[type] ?? 'String');
  return list ? `[${of}!]` : of;
}

function listed({ list }: DefinitionFragment, value: string): string {
  return list ? `[${value}]` : value;
}

function sampleValue({ type, options, rules, referenceTo }: DefinitionFragment): string {
  switch (type) {
    case 'INTEGER':
      return rules.min ?? '42';
    case 'DECIMAL':
      return JSON.stringify(rules.min ?? '12.50');
    case 'BOOLEAN':
      return 'true';
    case 'DATE':
      return JSON.stringify(rules.min ?? '2026-03-01');
    case 'DATETIME':
      return JSON.stringify(rules.min ?? '2026-03-01T09:30:00Z');
    case 'ENUM':
      return options[0]?.value ?? 'CHOICE';
    case 'REFERENCE':
      return referenceTo === 'ORDER' ? '"order_…"' : '"customer_…"';
    case 'EMAIL':
      return '"ann@example.com"';
    case 'URL':
      return '"https://example.com/"';
    default:
      return '"text"';
  }
}

function comparison(field: DefinitionFragment): string {
  const operators: Partial<Record<DefinitionFragment['type'], string>> = {
    INTEGER: 'gte',
    DECIMAL: 'gte',
    DATE: 'gte',
    DATETIME: 'gte',
  };
  return `{ ${operators[field.type] ?? 'eq'}: ${sampleValue(field)} }`;
}
