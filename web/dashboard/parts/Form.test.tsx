import { Checkbox, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { CreateCustomerDocument } from '../operations/generated';
import { byField, useSave } from '../app/useSave';
import { renderPart } from '../testing/render';
import { Form } from './Form';

const scrolled = vi.fn();

beforeEach(() => {
  scrolled.mockClear();
  Element.prototype.scrollIntoView = scrolled;
});

/** A form whose errors are those that the test gives. */
function Errors({ errors: given, onSubmit }: { errors: Record<string, string>; onSubmit?: () => void }) {
  const [errors, setErrors] = useState<Record<string, string>>({});
  return (
    <Form
      onSubmit={async () => {
        await Promise.resolve();
        setErrors(given);
        onSubmit?.();
      }}
      errors={errors}
      actions={<button type="submit">Save</button>}
    >
      <TextInput label="Name" error={errors.name} />
      <TextInput label="Email" error={errors.email} />
      <Checkbox.Group label="Scopes" error={errors.scopes}>
        <Checkbox value="READ" label="Read" />
      </Checkbox.Group>
      <TagsInput label="Tags" error={errors.tags} />
    </Form>
  );
}

test.each([
  ['the only field', { email: 'Not an email address' }, 'Email'],
  ['the first of two', { tags: 'Too many', name: 'Required' }, 'Name'],
  ['a group', { scopes: 'Choose one' }, 'Read'],
  ['a list', { tags: 'Too many' }, 'Tags'],
])('a refused form scrolls to %s and focuses it', async (_, errors, label) => {
  renderPart(<Errors errors={errors} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText(label, { selector: 'input' })));
  expect(scrolled).toHaveBeenCalled();
  expect(screen.getByRole('alert').textContent).toBe('Check the highlighted fields');
});

test('an error of a field that the form does not have is shown above its buttons', async () => {
  renderPart(<Errors errors={{ 'metadata.x': 'The shop does not take this' }} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }));
  expect((await screen.findByText('The shop does not take this')).closest('[role=alert]')).not.toBeNull();
});

test('a form that was accepted keeps the focus where it is', async () => {
  const done = vi.fn();
  renderPart(<Errors errors={{}} onSubmit={done} />);
  const button = await screen.findByRole('button', { name: 'Save' });
  await userEvent.click(button);
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(document.activeElement).toBe(button);
  expect(screen.queryByRole('alert')).toBeNull();
});

/** A form with a field that the API refuses. */
function Refused() {
  const form = useForm({ initialValues: { email: 'ana@' } });
  const [create] = useSave(CreateCustomerDocument);
  const submit = async () => {
    const answer = await create({ input: form.getValues() });
    if (!answer.done) form.setErrors(byField(answer.faults));
  };
  return (
    <Form onSubmit={submit} errors={form.errors} actions={<button type="submit">Save</button>}>
      <TextInput label="Email" {...form.getInputProps('email')} />
    </Form>
  );
}

test('errors of the API lead to their field too', async () => {
  const userErrors = [
    { __typename: 'UserError', code: 'INVALID', field: ['input', 'email'], message: 'Not an email address' },
  ];
  renderPart(<Refused />, {
    answers: { CreateCustomer: { createCustomer: { __typename: 'P', customer: null, userErrors } } },
  });
  await userEvent.click(await screen.findByRole('button', { name: 'Save' }));
  await screen.findByText('Not an email address');
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Email')));
});
