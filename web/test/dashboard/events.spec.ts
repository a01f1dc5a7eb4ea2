import { createCustomer, dublin, field } from './api';
import { editCard, expect, notice, test } from './fixtures';

test('a customer’s timeline shows who changed what, and takes notes', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const id = await createCustomer(api, { email: 'tess@example.com', name: 'Tess', tags: ['vip', 'lapsed'] }, dublin);
  const { checkout } = await api(
    `mutation($input: CheckoutInput!) { checkout(input: $input) { order { number } ${field} } }`,
    {
      input: {
        customerId: id,
        shippingAddress: { address: dublin },
        billingSameAsShipping: true,
        items: [{ sku: 'TEA', name: 'Tea', quantity: 1, unitPrice: { amount: '4.50', currency: 'EUR' } }],
      },
    },
  );
  const { number } = checkout.order;
  await api(
    `mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Tess Toner", tags: ["vip", "wholesale"], acceptsMarketing: true, customFields: { shoeSize: 39 } }) { ${field} } }`,
    { id },
  );
  await page.goto(`/dashboard/customers/${id}`);
  const timeline = page.getByRole('region', { name: 'Timeline' });
  const events = timeline.getByRole('listitem');
  await expect(events.first()).toHaveText(
    /Profile updated.*test \(API key\).*Name.*Tess.*Tess Toner.*Email marketing.*Not set.*Subscribed.*Tags.*lapsed \(removed\)vip.*wholesale \(added\).*Shoe size.*Not set.*39/,
  );
  await expect(events.nth(1)).toContainText(`Order placed · Order ${number}`);

  await editCard(page, 'details');
  await page.getByLabel('Phone number').first().fill('+353871234567');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(events.first()).toHaveText(/Profile updated.*Olga Owner.*Phone number.*Not set.*\+353871234567/);

  const note = timeline.getByLabel('New note');
  await note.fill(`Called about the parcel.\n${'She is fine with a replacement. '.repeat(12)}`);
  await note.press('Control+Enter');
  await notice(page, 'Note added');
  await expect(note).toHaveValue('');
  await expect(events.first()).toContainText('Called about the parcel.');
  await events.first().getByRole('button', { name: 'Show all' }).click();
  await expect(events.first().getByRole('button', { name: 'Show less' })).toBeVisible();

  // What was begun is still there after a look at the order.
  await note.fill('Not finished');
  await timeline.getByRole('link', { name: `Order ${number}` }).click();
  await expect(page.getByRole('heading', { name: `Order ${number}`, level: 1 })).toBeVisible();
  await note.fill('Packed twice');
  await timeline.getByRole('button', { name: 'Add note' }).click();
  await expect(events).toHaveText([/Order note added.*Olga Owner.*Packed twice/, /Order placed/]);
  await timeline.getByLabel('Show events').selectOption('Status');
  await expect(events).toHaveText([/Order placed/]);
  await page.goBack();
  await expect(note).toHaveValue('Not finished');
  await note.fill('');
  await timeline.getByLabel('Show events').selectOption('Notes');
  await expect(events).toHaveText([/Order note added.*Packed twice/, /Note added.*Called about the parcel/]);

  for (let i = 0; i < 25; i++)
    await api(`mutation($id: ID!, $text: String!) { addCustomerNote(customerId: $id, text: $text) { ${field} } }`, {
      id,
      text: `Note ${i}`,
    });
  await page.reload();
  await timeline.getByLabel('Show events').selectOption('Notes');
  await expect(events).toHaveCount(25);
  await timeline.getByRole('button', { name: 'Show more' }).click();
  await expect(events).toHaveCount(27);
  await expect(events.nth(25)).toBeFocused();
  await timeline.getByRole('link', { name: 'Open in audit log' }).click();
  await expect(page.getByText('Customer: Tess Toner')).toBeVisible();
});

test('the audit log finds failed sign-ins, and what was changed by whom', { tag: '@any-database' }, async ({
  api,
  olga: page,
  open,
}) => {
  const visitor = await open();
  await visitor.goto('/dashboard/');
  await visitor.getByLabel('Email address').fill('olga@shop.example');
  await visitor.getByLabel(/^Password/).fill('a guess');
  await visitor.getByRole('button', { name: 'Sign in' }).click();
  await expect(visitor.getByText('Wrong email or password')).toBeVisible();
  const id = await createCustomer(api, { email: 'una@example.com', name: 'Una' });
  await api(`mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Una Ui" }) { ${field} } }`, { id });

  await page.goto('/dashboard/settings/audit');
  const rows = page.locator('main tbody tr:visible');
  await expect(rows.first()).toHaveText(/test \(API key\)Profile updatedUna Ui Customer1 change Profile updated/);
  await rows.first().getByRole('button', { name: '1 change Profile updated' }).press('Enter');
  await expect(page.getByRole('definition')).toHaveText(/Una.*Una Ui/);
  await page.getByRole('button', { name: 'Show only this record' }).click();
  await rows.first().getByRole('button', { name: '1 change Profile updated' }).press('Enter');
  await expect(page.getByLabel('Record ID')).toHaveValue(id);
  await expect(rows).toHaveText([/Profile updated/, /Customer created/]);
  await expect(page.getByText('2 entries')).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();

  await page.getByLabel('What').selectOption({ label: 'Failed staff sign-in' });
  await expect(rows.first()).toHaveText(/Not signed inFailed staff sign-inOlga Owner Staff member/);
  const failed = page.url();
  await page.getByLabel('Who').selectOption({ label: 'Olga Owner' });
  await expect(page.getByText('No events match these filters')).toBeVisible();
  await page.goto(failed);
  await expect(rows.first()).toHaveText(/Failed staff sign-in/);
  await page.getByLabel('Until').fill('2020-01-01');
  await expect(page.getByText('No events match these filters')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();

  const named = async () => {
    await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
    return rows.allInnerTexts();
  };
  const first = await named();
  await page.getByRole('button', { name: 'Next page' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(rows).not.toHaveText(first, { useInnerText: true });
  const second = await named();
  await page.reload();
  await expect(rows).toHaveText(second, { useInnerText: true });
  await page.goto('/dashboard/settings/audit?f=what~eq~toString');
  await expect(page.getByText('This link contains a filter that is not valid.')).toBeVisible();
});
