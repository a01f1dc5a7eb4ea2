import { createCustomer, field } from './api';
import { chooseOf, column, expect, expectNoFaults, notice, test } from './fixtures';

test('groups are created, renamed, filled and deleted', async ({ api, olga: page }) => {
  await page.goto('/dashboard/groups');
  await page.getByRole('button', { name: 'New group' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'New group' });
  await dialog.getByRole('button', { name: 'Create group' }).click();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await dialog.getByLabel('Name').fill('Wholesale');
  await dialog.getByLabel('Description').fill('Cafés that buy in bulk.');
  await expectNoFaults(page);
  await page.keyboard.press('Tab');
  await dialog.getByRole('button', { name: 'Create group' }).click();
  await notice(page, 'Group created');
  const row = page.getByRole('row', { name: /Wholesale/ });
  await expect(row).toContainText('Cafés that buy in bulk.');
  await expectNoFaults(page);

  // A name that is taken is told at its field.
  await page.getByRole('button', { name: 'New group' }).click();
  await dialog.getByLabel('Name').fill('WHOLESALE');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'New group' })).toBeFocused();

  const { customerGroups } = await api('{ customerGroups { id name } }');
  const { id } = customerGroups.find(({ name }: { name: string }) => name === 'Wholesale');
  for (const name of ['Wanda', 'Will'])
    await createCustomer(api, { email: `${name.toLowerCase()}@example.com`, name: `${name} Whole`, groupIds: [id] });
  await createCustomer(api, { email: 'walk-in@example.com', name: 'Walk Whole' });
  await page.reload();
  await expect(row).toContainText('2');
  await row.locator('td').nth(1).click({ force: true }); // the link lies over the row
  await expect(page).toHaveURL(/\/customers\?f=groups/);
  await expect(column(page).filter({ hasText: 'Whole' })).toHaveCount(2);
  await page.goto(`/dashboard/groups/${id}`);
  await expect(page).toHaveURL(/\/customers\?f=groups/);

  // By a second member at the same time.
  await page.goto('/dashboard/groups');
  await chooseOf(page, 'Wholesale', 'Edit');
  const edit = page.getByRole('dialog', { name: 'Edit Wholesale' });
  await edit.getByLabel('Name').fill('Trade');
  await api(
    `mutation($id: ID!) { updateCustomerGroup(id: $id, input: { description: "Changed" }) { customerGroupId ${field} } }`,
    { id },
  );
  await edit.getByRole('button', { name: 'Save' }).click();
  await expect(edit.getByRole('alert')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await chooseOf(page, 'Wholesale', 'Edit');
  await edit.getByLabel('Name').fill('Trade');
  await page.keyboard.press('Enter');
  await notice(page, 'Saved.');

  await chooseOf(page, 'Trade', 'Delete group…');
  const sure = page.getByRole('dialog', { name: 'Delete Trade?' });
  await expect(sure.getByText('2 customers are in this group')).toBeVisible();
  await sure.getByRole('button', { name: 'Delete group' }).click();
  await notice(page, 'Group deleted');
  await expect(page.getByRole('row', { name: /Trade/ })).toHaveCount(0);
  await page.goto('/dashboard/customers?q=whole');
  await expect(column(page).filter({ hasText: 'Whole' })).toHaveCount(3); // the customers are kept
});
