import type {
  CreateCustomFieldInput,
  CustomFieldOwner,
  DefinitionFragment,
  FaultsFragment,
  UpdateCustomFieldInput,
} from '../operations/generated';
import { t } from '../texts';

const f = t.fields;

/** A definition as its form holds it. */
export type DefinitionDraft = {
  key: string;
  label: string;
  description: string;
  type: DefinitionFragment['type'];
  list: boolean;
  required: boolean;
  unique: boolean;
  personal: boolean;
  /** One choice a line: NAME, or NAME = what people read. */
  options: string;
  referenceTo: 'CUSTOMER' | 'ORDER';
  min: string;
  max: string;
  pattern: string;
  default: string;
  access: DefinitionFragment['access'];
  deprecationReason: string;
};

export function draftOf(field: DefinitionFragment | undefined): DefinitionDraft {
  return {
    key: field?.key ?? '',
    label: field?.label ?? '',
    description: field?.description ?? '',
    type: field?.type ?? 'STRING',
    list: field?.list ?? false,
    required: field?.required ?? false,
    unique: field?.unique ?? false,
    personal: field?.personal ?? true,
    options: (field?.options ?? [])
      .map(({ value, label }) => (value === label ? value : `${value} = ${label}`))
      .join('\n'),
    referenceTo: field?.referenceTo ?? 'CUSTOMER',
    min: field?.rules.min ?? '',
    max: field?.rules.max ?? '',
    pattern: field?.rules.pattern ?? '',
    default: field?.default ?? '',
    access: field?.access ?? 'NONE',
    deprecationReason: field?.deprecationReason ?? '',
  };
}

/** Which rules a type has. */
export function rulesOf(type: DefinitionDraft['type']): { bounds: 'length' | 'value' | undefined; pattern: boolean } {
  switch (type) {
    case 'STRING':
    case 'TEXT':
      return { bounds: 'length', pattern: true };
    case 'EMAIL':
    case 'URL':
      return { bounds: 'length', pattern: false };
    case 'INTEGER':
    case 'DECIMAL':
    case 'DATE':
    case 'DATETIME':
      return { bounds: 'value', pattern: false };
    default:
      return { bounds: undefined, pattern: false };
  }
}

export function optionsOf(draft: DefinitionDraft): { value: string; label: string }[] {
  return draft.options
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [value = '', ...label] = line.split('=').map((part) => part.trim());
      return { value, label: label.join('=') || value };
    });
}

const orNull = (text: string) => (text.trim() === '' ? null : text);

function rulesInput(draft: DefinitionDraft) {
  const { bounds, pattern } = rulesOf(draft.type);
  return {
    min: bounds === undefined ? null : orNull(draft.min),
    max: bounds === undefined ? null : orNull(draft.max),
    pattern: pattern ? orNull(draft.pattern) : null,
  };
}

export function createInput(draft: DefinitionDraft, owner: CustomFieldOwner): CreateCustomFieldInput {
  return {
    owner,
    key: draft.key,
    label: draft.label,
    description: orNull(draft.description),
    type: draft.type,
    list: draft.list,
    required: draft.required,
    unique: draft.unique,
    personal: draft.personal,
    options: draft.type === 'ENUM' ? optionsOf(draft) : null,
    referenceTo: draft.type === 'REFERENCE' ? draft.referenceTo : null,
    rules: rulesInput(draft),
    default: draft.list ? null : orNull(draft.default),
    access: draft.access,
  };
}

export function updateInput(draft: DefinitionDraft, field: DefinitionFragment): UpdateCustomFieldInput {
  return {
    label: draft.label,
    description: orNull(draft.description),
    required: draft.required,
    unique: draft.unique,
    personal: draft.personal,
    ...(draft.type === 'ENUM' && { options: optionsOf(draft) }),
    rules: rulesInput(draft),
    ...(!draft.list && { default: orNull(draft.default) }),
    access: draft.access,
    deprecationReason: orNull(draft.deprecationReason),
    expectedVersion: field.version,
  };
}

/** The key that a label suggests, such as `shoeSize` for "Shoe size". Empty if the label has no Latin letters. */
export function keyOf(label: string): string {
  const words = label
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '');
  const key = words.map((word, i) =>
    i === 0 ? word.toLowerCase() : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  );
  return key.join('').replace(/^\d+/, '').replace(/^./, lowerCase).slice(0, 40);
}

const lowerCase = (text: string) => text.toLowerCase();

/** What is wrong with a draft, as far as the form can tell, by the names of its inputs. The API checks the rest. */
export function definitionFaults(draft: DefinitionDraft): Partial<Record<keyof DefinitionDraft, string>> {
  const faults: Partial<Record<keyof DefinitionDraft, string>> = {};
  if (draft.label.trim() === '') faults.label = t.common.required;
  if (draft.key === '') faults.key = t.common.required;
  else if (!/^[a-z][a-zA-Z0-9]{0,39}$/.test(draft.key)) faults.key = f.wrongKey;
  if (draft.type !== 'ENUM') return faults;
  const options = optionsOf(draft).map(({ value }) => value);
  const wrong = options.find((value) => !/^[A-Za-z]\w{0,99}$/.test(value));
  const twice = options.find((value, i) => options.indexOf(value) !== i);
  if (options.length === 0) faults.options = f.noOptions;
  else if (wrong !== undefined) faults.options = f.wrongOption(wrong);
  else if (twice !== undefined) faults.options = f.optionTwice(twice);
  return faults;
}

/** The errors by the names of the form's inputs, and those that concern none of the inputs, in the words of the form. */
export function placed(faults: readonly FaultsFragment[], draft: DefinitionDraft) {
  const errors: Partial<Record<string, string>> = {};
  const others: string[] = [];
  const options = optionsOf(draft);
  for (const { code, field, message } of faults) {
    const [first = '', second = ''] = (field ?? []).slice(1);
    const name = first === 'rules' ? second : first; // all errors of options are shown together
    const option = name === 'options' ? options[Number(second)] : undefined;
    const words = option === undefined ? message : `${option.value}: ${message}`;
    if (!(name in draft)) others.push(code === 'CONFLICT' ? f.changed : message);
    else if (errors[name] === undefined) errors[name] = words;
    else if (name === 'options') errors[name] += ` ${words}`;
  }
  return { errors, others: others.join(' ') };
}

/** The definition that the draft would make, for the preview. */
export function previewOf(draft: DefinitionDraft, owner: CustomFieldOwner): DefinitionFragment {
  return {
    id: 'preview',
    owner,
    key: draft.key,
    label: draft.label || draft.key,
    description: orNull(draft.description),
    type: draft.type,
    list: draft.list,
    required: draft.required,
    unique: draft.unique,
    personal: draft.personal,
    options: optionsOf(draft),
    referenceTo: draft.type === 'REFERENCE' ? draft.referenceTo : null,
    rules: rulesInput(draft),
    default: orNull(draft.default),
    access: draft.access,
    position: 0,
    deprecationReason: orNull(draft.deprecationReason),
    archivedAt: null,
    version: 0,
  };
}
