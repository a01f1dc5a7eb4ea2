import { createCustomer, field } from './api';
import { chooseOf, expect, notice, test } from './fixtures';
import { isSigned, startReceiver } from './receiver';

test('a webhook is created, fails, is paused and sends again', { tag: '@any-database' }, async ({
  api,
  olga: page,
}) => {
  const receiver = await startReceiver();
  try {
    await page.goto('/dashboard/settings/webhooks');
    await page.getByRole('link', { name: 'New webhook' }).first().click();
    await page.getByLabel(/^Name/).fill('Newsletter');
    await page.getByLabel(/^URL/).fill(receiver.url);
    await page.getByRole('checkbox', { name: 'All events: Customers' }).check();
    await page.getByRole('button', { name: /Choose events: Customers/ }).click();
    await page.getByRole('checkbox', { name: 'Logged in' }).uncheck();
    await expect(page.getByText('14 of 15')).toBeVisible();
    await page.getByRole('textbox', { name: 'Query' }).fill('query ($id: ID!) { customer(id: $id) { mail } }');
    await page.getByRole('checkbox', { name: 'Read customers' }).check();
    await page.getByRole('button', { name: 'Create webhook' }).click();
    await expect(page.getByText(/mail/).and(page.locator('.mantine-InputWrapper-error'))).toBeVisible();
    await page.getByRole('textbox', { name: 'Query' }).fill('query ($id: ID!) { customer(id: $id) { email } }');
    await page.getByRole('button', { name: 'Create webhook' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhook secret' });
    const secret = ((await dialog.locator('.mantine-Code-root').textContent()) ?? '').trim();
    expect(secret).toMatch(/^whsec_/);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    const overview = page.getByRole('region', { name: 'Newsletter' });
    await expect(overview.getByText('Active')).toBeVisible();
    expect(await page.content(), 'the secret is gone from the page').not.toContain(secret);

    receiver.respond(500, 'out of order');
    const id = await createCustomer(api, { email: 'hook@example.com', name: 'Hook' });
    await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
    const [first] = receiver.received;
    if (first === undefined) throw new Error('nothing was received');
    expect(isSigned(first, secret)).toBe(true);
    expect(JSON.parse(first.body)).toMatchObject({
      type: 'customer.created',
      data: { result: { customer: { email: 'hook@example.com' } } },
    });
    await page.reload();
    await expect(overview.getByText(/^Failing since/)).toBeVisible();
    const deliveries = page.getByRole('region', { name: 'Deliveries' }).first();
    const details = deliveries.getByRole('button', { name: 'HTTP 500 Customer created' });
    await details.click();
    await expect(deliveries.getByText('out of order')).toBeVisible();
    await page.getByRole('link', { name: 'All webhooks' }).click();
    await expect(page.getByText(/Newsletter has been failing since/)).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Main' }).getByText('1 webhook needs attention')).toBeAttached();

    // The next event is told that the receiver is gone, which pauses the webhook. The first one is sent again meanwhile.
    receiver.respondTo('customer.updated', 410, '');
    await api(`mutation($id: ID!) { updateCustomer(id: $id, input: { name: "Hooked" }) { ${field} } }`, { id });
    await page.getByRole('link', { name: 'Newsletter', exact: true }).click();
    await expect(overview.getByText('Paused: receiver gone')).toBeVisible();
    await expect(deliveries.getByRole('row', { name: /Profile updated/ })).toContainText('Failed');
    await expect(deliveries.getByRole('button', { name: 'Redeliver' })).toBeDisabled();

    receiver.respond(200, 'received');
    await overview.getByRole('button', { name: 'Send test event' }).click();
    await expect(overview.getByText('The receiver accepted the test event')).toBeVisible();
    await overview.getByRole('button', { name: 'Resume' }).click();
    await notice(page, 'Webhook resumed');
    await deliveries.getByRole('button', { name: 'Redeliver' }).click();
    await page.getByRole('dialog', { name: 'Redeliver events' }).getByRole('button', { name: 'Redeliver' }).click();
    await notice(page, '1 failed delivery is tried again.');
    await expect(deliveries.getByRole('row', { name: /Profile updated/ })).toContainText('Delivered');
    await expect(overview.getByText('Active')).toBeVisible();
    await deliveries.getByLabel('Show').selectOption('Failed');
    await expect(deliveries.getByText('No deliveries with this status')).toBeVisible();

    await chooseOf(page, 'Newsletter', 'Rotate secret…');
    const rotate = page.getByRole('dialog', { name: 'Rotate the secret of Newsletter?' });
    await rotate.getByRole('button', { name: 'Rotate secret' }).click();
    const next = ((await dialog.locator('.mantine-Code-root').textContent()) ?? '').trim();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(overview.getByText(/signed with the previous secret too/)).toBeVisible();
    await overview.getByRole('button', { name: 'Send test event' }).click();
    await expect(overview.getByText('The receiver accepted the test event')).toBeVisible();
    const last = receiver.received.at(-1);
    expect(last && [secret, next].map((one) => isSigned(last, one))).toEqual([true, true]);

    await page.getByLabel(/^Name/).fill('Letters');
    await page.getByRole('button', { name: 'Save' }).click();
    await notice(page, 'Saved.');
    const renamed = page.getByRole('region', { name: 'Letters' });
    await expect(renamed).toBeVisible();
    await chooseOf(page, 'Letters', 'Delete webhook…');
    await page.getByRole('dialog', { name: 'Delete Letters?' }).getByRole('button', { name: 'Delete webhook' }).click();
    await expect(page.getByText('No webhooks yet')).toBeVisible();
  } finally {
    receiver.close();
  }
});
