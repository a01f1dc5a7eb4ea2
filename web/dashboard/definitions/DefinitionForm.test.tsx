import { screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { expect, test, vi } from 'vitest';
import type { CustomFieldOwner, DefinitionFragment } from '../operations/generated';
import { definition } from '../testing/definition';
import { renderPart } from '../testing/render';
import { t } from '../texts';
import { DefinitionForm } from './DefinitionForm';

const f = t.fields;

async function form(field: DefinitionFragment | undefined, answers = {}, owner: CustomFieldOwner = 'CUSTOMER') {
  const onSaved = vi.fn();
  const part = renderPart(<DefinitionForm owner={owner} field={field} onSaved={onSaved} />, { answers });
  const save = await screen.findByRole('button', { name: field === undefined ? f.create : t.common.save });
  const input = (label: string) =>
    within(save.closest('form') as HTMLElement).getAllByLabelText(new RegExp(`^${label}`))[0] as HTMLInputElement;
  return { ...part, user: userEvent.setup({ delay: null }), input, save, onSaved };
}

const visible = (label: string) => screen.queryAllByLabelText(new RegExp(`^${label}`)).length > 0;

test('each type has its own rules', async () => {
  const { user, input } = await form(undefined);
  expect([f.minLength, f.pattern, f.default, f.options].map(visible)).toEqual([true, true, true, false]);
  await user.selectOptions(input(f.type), f.types.ENUM);
  expect([f.minLength, f.pattern, f.default, f.options].map(visible)).toEqual([false, false, true, true]);
  await user.selectOptions(input(f.type), f.types.REFERENCE);
  expect([f.pattern, f.default, f.options, f.referenceTo].map(visible)).toEqual([false, false, false, true]);
  await user.selectOptions(input(f.type), f.types.INTEGER);
  expect([f.min, f.pattern, f.default].map(visible)).toEqual([true, false, true]);
  await user.click(input(f.list));
  expect(visible(f.default)).toBe(false);
});

test('values of orders are personal data unless someone says otherwise; those of customers always are', async () => {
  const answer = { createCustomField: { customField: null, userErrors: [] } };
  const ofOrder = await form(undefined, { CreateCustomField: answer }, 'ORDER');
  expect(ofOrder.input(f.personal).checked).toBe(true);
  await ofOrder.user.type(ofOrder.input(f.label), 'Gift wrap');
  await ofOrder.user.click(ofOrder.input(f.personal));
  await ofOrder.user.click(ofOrder.save);
  await vi.waitFor(() => expect(ofOrder.sent[0]?.variables.input).toMatchObject({ owner: 'ORDER', personal: false }));
  ofOrder.unmount();
  await form(undefined);
  expect(visible(f.personal)).toBe(false);
});

test('a new field is created', async () => {
  const answer = { createCustomField: { customField: null, userErrors: [] } };
  const { user, input, save, sent, onSaved } = await form(undefined, { CreateCustomField: answer });
  await user.type(input(f.label), 'Shoe size');
  await user.selectOptions(input(f.type), f.types.INTEGER);
  await user.type(input(f.min), '15');
  await user.click(save);
  await vi.waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(sent).toHaveLength(1);
  expect(sent[0]?.variables.input).toMatchObject({
    owner: 'CUSTOMER',
    key: 'shoeSize',
    label: 'Shoe size',
    type: 'INTEGER',
    rules: { min: '15', max: null, pattern: null },
  });
});

test('the key follows the label until somebody types another one', async () => {
  const { user, input } = await form(undefined);
  await user.type(input(f.label), 'Shoe size');
  expect(input(f.key).value).toBe('shoeSize');
  await user.clear(input(f.key));
  await user.type(input(f.key), 'size');
  await user.type(input(f.label), ' (EU)');
  expect(input(f.key).value).toBe('size');
  await user.clear(input(f.key));
  await user.type(input(f.label), '!');
  expect(input(f.key).value).toBe('shoeSizeEu');
});

test('there is a preview while the field could be created', async () => {
  const { user, input } = await form(undefined);
  screen.getByText(f.nothing);
  await user.type(input(f.label), 'Gift');
  screen.getByText(f.previewSchema);
  expect(screen.queryByText(f.nothing)).toBeNull();
  await user.type(input(f.key), '-');
  screen.getByText(f.nothing);
  await user.clear(input(f.key));
  await user.type(input(f.key), 'gift');
  await user.selectOptions(input(f.type), f.types.ENUM);
  screen.getByText(f.nothing);
  await user.type(input(f.options), 'RED');
  screen.getByText(f.previewSchema);
});

test('what is missing is told in the words of the form, before anything is sent', async () => {
  const { user, input, save, sent } = await form(undefined);
  await user.click(save);
  const errors = await screen.findAllByText(t.common.required, { selector: '.mantine-InputWrapper-error' });
  expect(errors).toHaveLength(2);
  expect(input(f.label).getAttribute('aria-invalid')).toBe('true');
  await waitFor(() => expect(document.activeElement).toBe(input(f.label)));
  expect(document.body.textContent).not.toContain('input.');
  expect(sent).toEqual([]);
});

test('errors are shown at their fields', async () => {
  const userErrors = [
    { code: 'INVALID', field: ['input', 'key'], message: 'Key is taken' },
    { code: 'INVALID', field: ['input', 'rules', 'min'], message: 'Minimum is wrong' },
    { code: 'LIMIT_REACHED', field: ['input', 'owner'], message: 'Too many fields' },
    { code: 'CONFLICT', field: ['input', 'expectedVersion'], message: 'Changed meanwhile' },
  ];
  const answer = { createCustomField: { customField: null, userErrors } };
  const { user, input, save, onSaved } = await form(undefined, { CreateCustomField: answer });
  await user.type(input(f.label), 'Size');
  await user.click(save);
  await screen.findByText('Key is taken');
  expect(input(f.key).getAttribute('aria-invalid')).toBe('true');
  expect(input(f.minLength).getAttribute('aria-invalid')).toBe('true');
  screen.getByText(`Too many fields ${f.changed}`);
  expect(onSaved).not.toHaveBeenCalled();
});

test('errors of options name the option', async () => {
  const userErrors = [
    { code: 'KEY_RESERVED', field: ['input', 'options', '0', 'value'], message: '"self" is reserved.' },
    { code: 'INVALID', field: ['input', 'options', '2', 'value'], message: 'GOLD and gold must differ' },
  ];
  const answer = { createCustomField: { customField: null, userErrors } };
  const { user, input, save } = await form(undefined, { CreateCustomField: answer });
  await user.type(input(f.label), 'Tier');
  await user.selectOptions(input(f.type), f.types.ENUM);
  await user.type(input(f.options), 'self{Enter}GOLD{Enter}gold');
  await user.click(save);
  await screen.findByText('self: "self" is reserved. gold: GOLD and gold must differ');
  expect(input(f.options).getAttribute('aria-invalid')).toBe('true');
});

test('a stored field keeps its key and type, and is changed for its version', async () => {
  const answer = { updateCustomField: { customField: null, userErrors: [] } };
  const { user, input, save, sent, onSaved } = await form(definition({ version: 3 }), { UpdateCustomField: answer });
  for (const label of [f.key, f.type, f.list]) expect(input(label).disabled).toBe(true);
  await user.type(input(f.deprecationReason), 'Use tier');
  await user.click(save);
  await vi.waitFor(() => expect(onSaved).toHaveBeenCalledOnce());
  expect(sent[0]?.variables).toMatchObject({
    id: 'field_1',
    input: { deprecationReason: 'Use tier', expectedVersion: 3 },
  });
});
